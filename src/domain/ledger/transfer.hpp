// The rules of one movement of money. See docs/money.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::ledger {

// One side of a transfer: what is added to (positive) or taken from (negative) an account.
struct Line {
  std::int64_t account;
  money::Minor amount;
};

inline constexpr std::size_t lines_max = 64;

// A transfer has 2 to 64 lines, no amount of zero, no account twice, and sums to zero; the sum is
// taken in 128 bits. Otherwise `unbalanced_transfer`.
Check check_lines(std::span<const Line> lines);

// The state of an account that a line is applied to.
struct Account {
  money::Minor balance;
  bool may_be_negative;  // the outside world and other accounts of the books; never a wallet
  bool is_active;        // not frozen
  std::string_view currency;
  bool is_closed = false;  // for good, unlike frozen
};

// The balance after `amount` is added. Refuses a closed account (`wallet_closed`), a frozen one
// (`wallet_frozen`), a balance below zero where that is not allowed (`insufficient_funds`) and
// overflow (`amount_out_of_range`).
Result<money::Minor> apply(const Account& account, money::Minor amount);

}  // namespace socle::ledger
