#include "domain/freight/settlement.hpp"

#include <algorithm>
#include <limits>

#include "domain/errors/catalogue.hpp"
#include "domain/freight/road.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view cancellers[] = {"client", "transporter", "staff"};

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

Check check_rate(std::string_view field, std::int64_t bps) {
  if (bps < 0 || bps > money::whole_bps) return invalid(field, "not between 0 and 10000");
  return {};
}

// `bps` of an amount, rounded half up like every commission. Both must have been checked.
money::Minor part(money::Minor amount, std::int64_t bps) {
  return amount == 0 ? 0 : money::split(amount, bps).value().commission;
}

Refusal too_large(money::Minor refundable, money::Minor given) {
  return Refusal(errors::refund_too_large).with("refundable", refundable).with("given", given);
}

bool matches(const CancellationRule& rule, const Cancellation& cancellation) {
  const std::int64_t minutes = cancellation.minutes_before_pickup;
  return rule.status == cancellation.status && rule.by == cancellation.by &&
         (!rule.minutes_before_pickup_min || minutes >= *rule.minutes_before_pickup_min) &&
         (!rule.minutes_before_pickup_max || minutes <= *rule.minutes_before_pickup_max) &&
         cancellation.done_bps >= rule.done_bps_min;
}

}  // namespace

std::string_view to_string(Canceller canceller) { return word_of(cancellers, canceller); }

std::optional<Canceller> parse_canceller(std::string_view text) {
  return find_word<Canceller>(cancellers, text);
}

Result<CancellationRule> choose_rule(std::span<const CancellationRule> rules,
                                     const Cancellation& cancellation) {
  const CancellationRule* chosen = nullptr;
  for (const CancellationRule& rule : rules) {
    if (!matches(rule, cancellation)) continue;
    if (chosen == nullptr || rule.rank < chosen->rank) chosen = &rule;
  }
  if (chosen != nullptr) return *chosen;
  return Refusal(errors::cancellation_not_allowed)
      .with("status", to_string(cancellation.status))
      .with("by", to_string(cancellation.by))
      .with("minutes_before_pickup", cancellation.minutes_before_pickup)
      .with("done_bps", cancellation.done_bps);
}

std::int64_t done_bps(Place pickup, Place delivery, std::optional<Place> last) {
  const double way = great_circle_m(pickup, delivery);
  if (!last || way < 1) return 0;  // closer than any position is exact
  const double left = std::min(great_circle_m(*last, delivery), way);
  return static_cast<std::int64_t>((way - left) / way * static_cast<double>(money::whole_bps));
}

Result<CancellationSplit> split_cancellation(money::Minor held, std::int64_t fee_bps,
                                             std::int64_t compensation_bps) {
  if (held < 0) return Refusal(errors::invalid_amount);
  if (Check known = check_rate("fee_bps", fee_bps); !known) return known.refusal();
  if (Check known = check_rate("compensation_bps", compensation_bps); !known) {
    return known.refusal();
  }
  const money::Minor fee = part(held, fee_bps);
  const money::Minor compensation = part(fee, compensation_bps);
  return CancellationSplit{held - fee, compensation, fee - compensation};
}

Result<Stages> stages(money::Minor price, std::int64_t rate_bps, std::int64_t advance_bps) {
  const auto parts = money::split(price, rate_bps);
  if (!parts) return parts.refusal();
  if (Check known = check_rate("advance_bps", advance_bps); !known) return known.refusal();
  const auto [commission, earnings] = parts.value();
  const money::Minor advance = part(earnings, advance_bps);
  return Stages{commission, advance, earnings - advance};
}

money::Minor least_price(money::Minor advance, std::int64_t rate_bps) {
  const auto earnings = [&](money::Minor price) { return price - part(price, rate_bps); };
  // Earnings never fall when the price rises, so halving finds it.
  money::Minor least = 1, most = 1;
  while (earnings(most) < advance && most <= std::numeric_limits<money::Minor>::max() / 2)
    most *= 2;
  while (least < most) {
    const money::Minor middle = least + (most - least) / 2;
    if (earnings(middle) < advance)
      least = middle + 1;
    else
      most = middle;
  }
  return least;
}

Result<Resolution> resolve(money::Minor price, money::Minor advance, money::Minor refund,
                           std::int64_t rate_bps) {
  if (price <= 0 || advance < 0 || refund < 0) return Refusal(errors::invalid_amount);
  if (Check known = check_rate("rate_bps", rate_bps); !known) return known.refusal();
  if (advance > price) return invalid("advance", "more than the price");
  if (refund > price) return too_large(price, refund);
  const money::Minor commission = part(price - refund, rate_bps);
  const money::Minor due = price - refund - commission - advance;
  return Resolution{refund, std::max(due, money::Minor{0}), std::max(-due, money::Minor{0}),
                    commission};
}

Result<Clawback> claw_back(money::Minor price, money::Minor refunded_before, money::Minor refund,
                           std::int64_t rate_bps) {
  if (price <= 0 || refunded_before < 0 || refund <= 0) return Refusal(errors::invalid_amount);
  if (Check known = check_rate("rate_bps", rate_bps); !known) return known.refusal();
  if (refunded_before > price) return invalid("refunded_before", "more than the price");
  if (refund > price - refunded_before) return too_large(price - refunded_before, refund);
  const money::Minor commission =
      part(refunded_before + refund, rate_bps) - part(refunded_before, rate_bps);
  return Clawback{refund - commission, commission};
}

Result<Clawback> limit(Clawback clawback, money::Minor transporter_balance, bool platform_covers) {
  if (clawback.from_transporter < 0 || clawback.from_platform < 0) {
    return Refusal(errors::invalid_amount);
  }
  // A wallet in debt has nothing to give.
  const money::Minor there = std::max(transporter_balance, money::Minor{0});
  if (clawback.from_transporter <= there) return clawback;
  if (!platform_covers) {
    return Refusal(errors::insufficient_funds)
        .with("balance", transporter_balance)
        .with("required", clawback.from_transporter);
  }
  const money::Minor covered = clawback.from_transporter - there;
  return Clawback{there, clawback.from_platform + covered};
}

}  // namespace socle::freight
