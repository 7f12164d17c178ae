#include "domain/ledger/transfer.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::ledger {
namespace {

__extension__ typedef __int128 Wide;

Refusal unbalanced(std::string_view reason) {
  return Refusal(errors::unbalanced_transfer).with("reason", reason);
}

}  // namespace

Check check_lines(std::span<const Line> lines) {
  if (lines.size() < 2) return unbalanced("fewer than 2 lines");
  if (lines.size() > lines_max) return unbalanced("more than 64 lines");
  Wide sum = 0;
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    if (line->amount == 0) return unbalanced("a line of zero");
    const bool is_repeated = std::any_of(lines.begin(), line, [&line](const Line& earlier) {
      return earlier.account == line->account;
    });
    if (is_repeated) return unbalanced("an account twice");
    sum += line->amount;
  }
  if (sum != 0) return unbalanced("the sum is not zero");
  return {};
}

Result<money::Minor> apply(const Account& account, money::Minor amount) {
  if (account.is_closed) return Refusal(errors::wallet_closed);
  if (!account.is_active) return Refusal(errors::wallet_frozen);
  money::Minor balance = 0;
  if (__builtin_add_overflow(account.balance, amount, &balance)) {
    return Refusal(errors::amount_out_of_range).with("currency", account.currency);
  }
  if (balance < 0 && !account.may_be_negative) {
    // Unsigned, because the smallest int64 has no positive counterpart.
    const std::uint64_t required = amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : 0;
    return Refusal(errors::insufficient_funds)
        .with("balance", account.balance)
        .with("required", required)
        .with("currency", account.currency);
  }
  return balance;
}

}  // namespace socle::ledger
