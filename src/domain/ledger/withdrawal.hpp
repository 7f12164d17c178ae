// A withdrawal: its life, what it costs and when it is refused. The money leaves the wallet when it
// is requested, and comes back with the fee if it is cancelled or fails. See docs/payments.md.
#pragma once

#include <optional>
#include <string_view>

#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::ledger {

// Enumerators are spelled as the words in SQL.
enum class WithdrawalStatus { requested, approved, sent, settled, failed, cancelled };
enum class WithdrawalEvent { approve, send, settle, fail, cancel };

std::string_view to_string(WithdrawalStatus status);
std::optional<WithdrawalStatus> parse_withdrawal_status(std::string_view text);

// The status that follows `from` when `event` happens, or `invalid_transition` (detail: from, to,
// allowed). A provider's answer can overtake our own mark, so `approved` settles and fails too.
Result<WithdrawalStatus> next(WithdrawalStatus from, WithdrawalEvent event);

// The settings withdrawal.*, in minor units of the wallet's currency.
struct WithdrawalRules {
  money::Minor minimum;
  money::Minor fee;        // fixed part
  money::Minor fee_bps;    // part in basis points of the amount
  money::Minor daily_cap;  // 0: none
  int hold_days;           // how long a credit stays in the wallet before it may leave
};

struct WithdrawalFacts {
  money::Minor amount;
  money::Minor balance;
  money::Minor withdrawn_today;    // without this one
  money::Minor credited_recently;  // within the hold days
  std::string_view currency;
};

// The fee of this withdrawal, which the wallet pays on top of the amount: the fixed part and the
// part in basis points, rounded half up. Refuses in this order: `invalid_amount` (not positive),
// `withdrawal_too_small`, `daily_cap_exceeded` (this one counts, its fee does not),
// `amount_out_of_range`, `insufficient_funds`, `funds_not_cleared`.
Result<money::Minor> withdrawal_fee(const WithdrawalRules& rules, const WithdrawalFacts& facts);

}  // namespace socle::ledger
