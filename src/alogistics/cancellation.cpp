#include "alogistics/cancellation.hpp"

#include "pg/spi.hpp"
#include "pg/transaction.hpp"
#include "socle/ledger_accounts.hpp"

namespace socle::alogistics {

namespace {

using OptionalNumber = std::optional<std::int64_t>;

constinit pg::Statement<std::string, std::string> read_rules{
    "select rank::bigint, minutes_before_pickup_min, minutes_before_pickup_max,"
    "   done_bps_min::bigint, fee_bps::bigint, compensation_bps::bigint, transporter_penalty,"
    "   description"
    " from alogistics.cancellation_policies"
    " where status = $1::alogistics.request_status and by = $2 and valid @> now() order by rank"};
// What was driven before the pick-up is no part of the way.
constinit pg::Statement<Uuid> read_way{
    "select r.pickup_date, r.assigned_transporter_id is not null, r.pickup_lat, r.pickup_lng,"
    "   r.delivery_lat, r.delivery_lng, p.lat, p.lng"
    " from alogistics.transport_requests as r left join lateral"
    "   (select t.lat, t.lng from alogistics.tracking_updates as t"
    "    where t.request_id = r.id and t.recorded_at >= r.pickup_confirmed_at"
    "    order by t.recorded_at desc limit 1) as p on true"
    " where r.id = $1"};

std::int64_t minutes_until(pg::Timestamp pickup) {
  const std::int64_t left = pickup.microseconds - pg::transaction_time();
  return left / pg::minute_us - (left % pg::minute_us < 0 ? 1 : 0);
}

struct Way {
  std::int64_t minutes_before_pickup;
  std::int64_t done_bps;
  bool has_transporter;
};

Way way_of(pg::Spi& spi, const Uuid& request) {
  using Degrees = std::optional<double>;
  const auto row = spi.row<pg::Timestamp, bool, double, double, double, double, Degrees, Degrees>(
      read_way, request);
  const auto& [pickup_date, has_transporter, from_lat, from_lng, to_lat, to_lng, lat, lng] =
      row.value();
  std::optional<freight::Place> last;
  if (lat && lng) last = freight::Place{*lat, *lng};
  return {minutes_until(pickup_date),
          freight::done_bps({from_lat, from_lng}, {to_lat, to_lng}, last), has_transporter};
}

}  // namespace

freight::Canceller canceller_of(freight::Actors actors) {
  if ((actors & freight::client) != 0) return freight::Canceller::by_client;
  if ((actors & freight::transporter) != 0) return freight::Canceller::by_transporter;
  return freight::Canceller::by_staff;
}

Terms terms_of(pg::Schema system, const Uuid& request, freight::Status status,
               freight::Canceller by) {
  pg::Spi spi;
  const Way way = way_of(spi, request);
  const freight::Cancellation now{status, by, way.minutes_before_pickup, way.done_bps};
  std::vector<freight::CancellationRule> rules;
  std::vector<std::string> words;
  for (const auto& [rank, least, most, done, fee, compensation, penalty, description] :
       spi.rows<std::int64_t, OptionalNumber, OptionalNumber, std::int64_t, std::int64_t,
                std::int64_t, std::int64_t, std::string>(read_rules, freight::to_string(status),
                                                         freight::to_string(by))) {
    rules.push_back({rank, status, by, least, most, done, fee, compensation, penalty});
    words.push_back(description);
  }
  freight::CancellationRule rule = pg::value_or_raise(freight::choose_rule(rules, now));
  // Nobody waits at a pick-up that the client has not paid for.
  if (status == freight::Status::assigned && way.minutes_before_pickup <= 0)
    rule.transporter_penalty = 0;
  std::string policy;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i].rank == rule.rank) policy = words[i];
  const auto escrow = ledger::held_for(system, request);
  const money::Minor held = escrow ? escrow->balance : 0;
  // Without a transporter nobody is to be compensated.
  const auto split = pg::value_or_raise(freight::split_cancellation(
      held, rule.fee_bps, way.has_transporter ? rule.compensation_bps : 0));
  return {now, rule, policy, held, split};
}

void pay_cancellation(pg::Schema system, const Terms& terms, const CancelledJob& job) {
  if (terms.held == 0) return;
  const ledger::Held escrow = ledger::held_for(system, job.id).value();
  std::vector<ledger::Posting> postings{{escrow.account, -terms.held, "debit"}};
  const auto& [refund, compensation, platform_fee] = terms.split;
  if (refund > 0)
    postings.push_back({ledger::wallet_of(system, job.client, job.currency), refund, "refund"});
  if (compensation > 0)
    postings.push_back(
        {ledger::wallet_of(system, job.transporter.value(), job.currency), compensation, "credit"});
  if (platform_fee > 0)
    postings.push_back(
        {ledger::house_account(system, "platform", job.currency), platform_fee, "commission"});
  ledger::post(system, {terms.fee() > 0 ? "cancellation" : "refund", job.id, job.actor, job.route,
                        postings});
}

}  // namespace socle::alogistics
