// Who gets what when a job does not end as agreed, and in which steps when it does. All parts of a
// sum always make up the sum again, to the franc. Source, design §5, §6.
//
// Amounts are minor units, rates basis points (0 to 10,000) of a stated sum, rounded half up.
// Everything here refuses a negative amount (`invalid_amount`) and a rate out of its range
// (`invalid_value`, detail: field, reason).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::freight {

enum class Canceller { by_client, by_transporter, by_staff };

std::string_view to_string(Canceller canceller);
std::optional<Canceller> parse_canceller(std::string_view text);

// A row of the policy. It matches when all its conditions do; one that is not set always does.
struct CancellationRule {
  std::int64_t rank;  // of all rows that match, the one with the lowest rank counts
  Status status;
  Canceller by;
  std::optional<std::int64_t> minutes_before_pickup_min;  // both ends included; negative after it
  std::optional<std::int64_t> minutes_before_pickup_max;
  std::int64_t done_bps_min;      // of the distance
  std::int64_t fee_bps;           // of what is held: what the client does not get back
  std::int64_t compensation_bps;  // of that fee, for the transporter; the platform has the rest
  money::Minor
      transporter_penalty;  // charged to the transporter's wallet, not a part of the escrow
};

struct Cancellation {
  Status status;
  Canceller by;
  std::int64_t minutes_before_pickup;  // whole minutes rounded down; negative after it
  std::int64_t done_bps;               // part of the distance that is done, 0 to 10,000
};

// The matching rule of the lowest rank, of equal ones the first; `cancellation_not_allowed`
// (detail: status, by, minutes_before_pickup, done_bps) if none matches.
Result<CancellationRule> choose_rule(std::span<const CancellationRule> rules,
                                     const Cancellation& cancellation);

// Which part of the way from pick-up to delivery is behind the last known position: what is left as
// the crow flies, so that detours do not count. 0 without a position.
std::int64_t done_bps(Place pickup, Place delivery, std::optional<Place> last);

// What is held for a job, divided: refund + compensation + platform_fee == held.
struct CancellationSplit {
  money::Minor refund;        // to the client
  money::Minor compensation;  // to the transporter
  money::Minor platform_fee;
};

Result<CancellationSplit> split_cancellation(money::Minor held, std::int64_t fee_bps,
                                             std::int64_t compensation_bps);

// Staged release of a price (> 0): commission + advance + rest == price. The commission is that of
// money::split(); the advance is `advance_bps` of the earnings, paid at the pick-up.
struct Stages {
  money::Minor commission;
  money::Minor advance;
  money::Minor rest;
};

Result<Stages> stages(money::Minor price, std::int64_t rate_bps, std::int64_t advance_bps);

// The least price at which the earnings still cover the advance that was paid: no refund of a job
// that runs lowers its price below it. Nothing refused; `advance` 0 gives 1.
money::Minor least_price(money::Minor advance, std::int64_t rate_bps);

// How a dispute is resolved before the release:
//   refund + to_transporter + commission == price - advance + from_transporter.
struct Resolution {
  money::Minor refund;            // to the client
  money::Minor to_transporter;    // still to come
  money::Minor from_transporter;  // what the advance was more than the transporter's part
  money::Minor commission;        // of price - refund, by the frozen rate
};

// `advance` is what the transporter got at the pick-up. Refuses a refund of more than the price
// (`refund_too_large`, detail: refundable, given) and an advance of more than the price
// (`invalid_value`).
Result<Resolution> resolve(money::Minor price, money::Minor advance, money::Minor refund,
                           std::int64_t rate_bps);

// What transporter and platform give back after the release: from_transporter + from_platform ==
// refund. Rounded over all refunds of the job together, so that many small ones take no more
// commission than one. Refuses a refund of 0 (`invalid_amount`) and of more than price -
// refunded_before (`refund_too_large`, detail: refundable, given).
struct Clawback {
  money::Minor from_transporter;
  money::Minor from_platform;  // its commission, and what it covers
};

Result<Clawback> claw_back(money::Minor price, money::Minor refunded_before, money::Minor refund,
                           std::int64_t rate_bps);

// The same, with no more from the transporter than is there. The platform covers the rest if staff
// said so; otherwise `insufficient_funds` (detail: balance, required).
Result<Clawback> limit(Clawback clawback, money::Minor transporter_balance, bool platform_covers);

}  // namespace socle::freight
