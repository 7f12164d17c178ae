#include "alogistics/job_deadlines.hpp"

#include <algorithm>

#include "alogistics/staff.hpp"
#include "alogistics/step.hpp"
#include "pg/transaction.hpp"
#include "socle/deadlines.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;

constexpr std::int64_t reminder_us = 24 * pg::hour_us;

// Levels of unclaimed_request.
constexpr std::int32_t remind = 0;
constexpr std::int32_t give_up = 1;

constinit pg::Statement<Uuid> lock_request{
    "select status::text, pickup_confirmed_at is not null,"
    "   pickup_city || ' → ' || delivery_city"
    " from alogistics.transport_requests where id = $1 for no key update nowait"};
constinit pg::Statement<Uuid, std::string> take_back{
    "update alogistics.transport_requests set status = 'validated', status_reason = $2"
    " where id = $1"};
constinit pg::Statement<Uuid, std::string> cancel{
    "update alogistics.transport_requests set status = 'cancelled', status_reason = $2"
    " where id = $1"};

std::int64_t hours(pg::Schema system, std::string_view key) {
  return integer_setting(system, key) * pg::hour_us;
}

// At the pick-up at the latest: who pays after it pays too late. A job that came back to the board
// after its pick-up waits as long as any other.
std::int64_t payment_due(pg::Schema system, std::int64_t pickup) {
  const std::int64_t now = pg::transaction_time();
  const std::int64_t due = now + hours(system, "delivery.pay_hours");
  return pickup > now ? std::min(due, pickup) : due;
}

// Until the pick-up somebody can take it. After it, where a transporter did not come, until the end
// of the window; after that nobody is waited for long.
std::int64_t claim_due(pg::Schema system, std::int64_t pickup, std::int64_t delivery) {
  const std::int64_t now = pg::transaction_time();
  if (pickup > now) return pickup;
  if (delivery > now) return delivery;
  return now + hours(system, "delivery.pickup_grace_hours");
}

struct Job {
  Status status;
  bool is_picked_up;
  std::string route;
};

std::optional<Job> lock(pg::Spi& spi, const Uuid& id) {
  const auto row = spi.row<std::string, bool, std::string>(lock_request, id);
  if (!row) return std::nullopt;
  return Job{freight::parse_status(std::get<0>(*row)).value(), std::get<1>(*row),
             std::get<2>(*row)};
}

void tell(pg::Spi& spi, pg::Schema system, std::string_view key, const Job& job, const Uuid& id) {
  const notifications::Parameter parameters[] = {{"route", job.route}};
  tell_staff(spi, system, key, parameters, id);
}

void wait_for_transporter(pg::Schema system, const pg::Row& request) {
  const std::int64_t due = claim_due(system, request.get<pg::Timestamp>("pickup_date").microseconds,
                                     request.get<pg::Timestamp>("delivery_date").microseconds);
  const Uuid id = request_id(request);
  if (due - reminder_us > pg::transaction_time())
    deadlines::set(system, unclaimed_request, id, {due - reminder_us}, remind);
  deadlines::set(system, unclaimed_request, id, {due}, give_up);
}

// What a job waits for as it stands; empty if for nothing.
std::string_view awaited(const pg::Row& request) {
  switch (status_of(request)) {
    case Status::validated:
      return unclaimed_request;
    case Status::assigned:
      return unpaid_assignment;
    case Status::in_progress:
      return is_picked_up(request) ? std::string_view() : late_pickup;
    default:
      return {};
  }
}

}  // namespace

void follow_deadlines(pg::Schema system, const pg::Row& before, const pg::Row& after) {
  const Uuid id = request_id(after);
  const std::string_view ended = awaited(before);
  if (!ended.empty()) deadlines::drop(system, ended, id);
  const std::string_view begun = awaited(after);
  const std::int64_t pickup = after.get<pg::Timestamp>("pickup_date").microseconds;
  if (begun == unclaimed_request) wait_for_transporter(system, after);
  if (begun == unpaid_assignment) deadlines::set(system, begun, id, {payment_due(system, pickup)});
  if (begun == late_pickup)
    deadlines::set(system, begun, id, {pickup + hours(system, "delivery.pickup_grace_hours")});
}

void end_unpaid_assignment(pg::Schema, const Uuid& request, std::int32_t) {
  pg::Spi spi;
  const auto job = lock(spi, request);
  if (!job || job->status != Status::assigned) return;
  const Step step(std::nullopt, true);
  const Because because(Cause::unpaid);
  spi.run(take_back, request, std::string_view("Not paid in time"));
}

void end_unclaimed_request(pg::Schema system, const Uuid& request, std::int32_t level) {
  pg::Spi spi;
  const auto job = lock(spi, request);
  if (!job || job->status != Status::validated) return;
  if (level == remind) return tell(spi, system, "request.unclaimed_soon.staff", *job, request);
  const Step step(std::nullopt, true);
  const Because because(Cause::unclaimed);
  spi.run(cancel, request, std::string_view("No transporter was found in time"));
}

void report_late_pickup(pg::Schema system, const Uuid& request, std::int32_t) {
  pg::Spi spi;
  const auto job = lock(spi, request);
  if (!job || job->status != Status::in_progress || job->is_picked_up) return;
  tell(spi, system, "pickup.late.staff", *job, request);
}

}  // namespace socle::alogistics
