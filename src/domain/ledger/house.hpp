// The accounts of the house, which every operation touches. See docs/ledger.md.
#pragma once

#include <string_view>

#include "domain/money/money.hpp"

namespace socle::ledger {

// platform, penalties and external: one per currency.
constexpr bool is_house(std::string_view kind) {
  return kind == "platform" || kind == "penalties" || kind == "external";
}

// Minus what the outside world brought in.
constexpr bool may_be_negative(std::string_view kind) { return kind == "external"; }

// What waits is not added up when it is written. So only lines up to this amount wait, and only in
// accounts that have half of int64 left: four million of the largest fit in there.
inline constexpr money::Minor waiting_amount_max = money::Minor{1} << 40;
inline constexpr money::Minor waiting_balance_max = money::Minor{1} << 62;

constexpr bool is_within(money::Minor value, money::Minor limit) {
  return value >= -limit && value <= limit;
}

// A line that is only inserted and gets its place in the account later, so that no two operations
// wait for each other. Credits can wait: then the known balance is never above the true one, and a
// debit that it covers is covered. What may be negative needs no cover.
constexpr bool is_queued(std::string_view kind, money::Minor balance, money::Minor amount) {
  return (may_be_negative(kind) || (is_house(kind) && amount > 0)) &&
         is_within(amount, waiting_amount_max) && is_within(balance, waiting_balance_max);
}

}  // namespace socle::ledger
