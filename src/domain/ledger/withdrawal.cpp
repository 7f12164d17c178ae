#include "domain/ledger/withdrawal.hpp"

#include <algorithm>
#include <vector>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::ledger {
namespace {

constexpr std::string_view statuses[] = {"requested", "approved", "sent",
                                         "settled",   "failed",   "cancelled"};

struct Step {
  WithdrawalEvent event;
  WithdrawalStatus from;
  WithdrawalStatus to;
};

// The whole life of a withdrawal. An event leads to the same status wherever it may happen.
// clang-format off
constexpr Step table[] = {
    {WithdrawalEvent::approve, WithdrawalStatus::requested, WithdrawalStatus::approved},
    {WithdrawalEvent::send,    WithdrawalStatus::approved,  WithdrawalStatus::sent},
    {WithdrawalEvent::settle,  WithdrawalStatus::approved,  WithdrawalStatus::settled},
    {WithdrawalEvent::settle,  WithdrawalStatus::sent,      WithdrawalStatus::settled},
    {WithdrawalEvent::fail,    WithdrawalStatus::approved,  WithdrawalStatus::failed},
    {WithdrawalEvent::fail,    WithdrawalStatus::sent,      WithdrawalStatus::failed},
    {WithdrawalEvent::cancel,  WithdrawalStatus::requested, WithdrawalStatus::cancelled},
    {WithdrawalEvent::cancel,  WithdrawalStatus::approved,  WithdrawalStatus::cancelled},
};
// clang-format on

WithdrawalStatus target_of(WithdrawalEvent event) {
  const auto step = std::find_if(std::begin(table), std::end(table),
                                 [event](const Step& known) { return known.event == event; });
  return step->to;
}

Refusal refuse(WithdrawalStatus from, WithdrawalEvent event) {
  std::vector<std::string_view> allowed;
  for (const Step& step : table) {
    if (step.from == from) allowed.push_back(to_string(step.to));
  }
  return Refusal(errors::invalid_transition)
      .with("from", to_string(from))
      .with("to", to_string(target_of(event)))
      .with_texts("allowed", allowed);
}

// Fixed part and rounded part, or nothing if they do not fit together.
Result<money::Minor> fee_of(const WithdrawalRules& rules, const WithdrawalFacts& facts) {
  const auto parts = money::split(facts.amount, rules.fee_bps);
  if (!parts) return parts.refusal();
  money::Minor fee = 0;
  if (__builtin_add_overflow(rules.fee, parts.value().commission, &fee)) {
    return Refusal(errors::amount_out_of_range).with("currency", facts.currency);
  }
  return fee;
}

Check check_limits(const WithdrawalRules& rules, const WithdrawalFacts& facts) {
  if (facts.amount <= 0) return Refusal(errors::invalid_amount);
  if (facts.amount < rules.minimum) {
    return Refusal(errors::withdrawal_too_small)
        .with("minimum", rules.minimum)
        .with("currency", facts.currency);
  }
  // The cap may have been lowered below what has left already; the difference then is negative.
  if (rules.daily_cap > 0 && facts.amount > rules.daily_cap - facts.withdrawn_today) {
    return Refusal(errors::daily_cap_exceeded)
        .with("cap", rules.daily_cap)
        .with("withdrawn", facts.withdrawn_today)
        .with("currency", facts.currency);
  }
  return {};
}

Check check_funds(const WithdrawalRules& rules, const WithdrawalFacts& facts,
                  money::Minor required) {
  if (facts.balance < required) {
    return Refusal(errors::insufficient_funds)
        .with("balance", facts.balance)
        .with("required", required)
        .with("currency", facts.currency);
  }
  // What was credited may have been spent already.
  const money::Minor available = std::max<money::Minor>(facts.balance - facts.credited_recently, 0);
  if (available < required) {
    return Refusal(errors::funds_not_cleared)
        .with("available", available)
        .with("required", required)
        .with("hold_days", rules.hold_days)
        .with("currency", facts.currency);
  }
  return {};
}

}  // namespace

std::string_view to_string(WithdrawalStatus status) { return word_of(statuses, status); }

std::optional<WithdrawalStatus> parse_withdrawal_status(std::string_view text) {
  return find_word<WithdrawalStatus>(statuses, text);
}

Result<WithdrawalStatus> next(WithdrawalStatus from, WithdrawalEvent event) {
  for (const Step& step : table) {
    if (step.from == from && step.event == event) return step.to;
  }
  return refuse(from, event);
}

Result<money::Minor> withdrawal_fee(const WithdrawalRules& rules, const WithdrawalFacts& facts) {
  if (const Check fine = check_limits(rules, facts); !fine) return fine.refusal();
  auto fee = fee_of(rules, facts);
  if (!fee) return fee;
  money::Minor required = 0;
  if (__builtin_add_overflow(facts.amount, fee.value(), &required)) {
    return Refusal(errors::amount_out_of_range).with("currency", facts.currency);
  }
  if (const Check fine = check_funds(rules, facts, required); !fine) return fine.refusal();
  return fee;
}

}  // namespace socle::ledger
