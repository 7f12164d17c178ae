// BEFORE trigger of tracking_updates: who may speak about which job.
#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> find_job{
    "select client_id, assigned_transporter_id, status::text from alogistics.transport_requests"
    " where id = $1"};

// A device's clock may be a little ahead.
constexpr std::int64_t clock_skew_us_max = 300'000'000;
// A device may have been without a network for long, but not for longer than a job.
constexpr std::int64_t age_us_max = 90LL * 86'400 * 1'000'000;

struct Job {
  Uuid id;
  Uuid client;
  std::optional<Uuid> transporter;
  std::string status;
};

Job find(pg::Spi& spi, const pg::Row& row) {
  const auto id = row.get<std::optional<Uuid>>("request_id");
  if (!id) throw pg::Refused(Refusal(errors::missing_value).with("field", "request_id"));
  const auto found = spi.row<Uuid, std::optional<Uuid>, std::string>(find_job, *id);
  if (!found) refuse_missing("transport_request", *id);
  return {*id, std::get<0>(*found), std::get<1>(*found), std::get<2>(*found)};
}

void check_position(const pg::Row& row, std::int64_t now) {
  for (const char* field : {"lat", "lng", "recorded_at"}) check_given(row, field);
  check_range(row, "lat", -90, 90);
  check_range(row, "lng", -180, 180);
  check_range(row, "speed", 0, 400);
  check_range(row, "heading", 0, 359.999999999);
  check_length(row, "status", 0, 50);
  check_length(row, "notes", 0, 1000);
  const std::int64_t recorded = row.get<pg::Timestamp>("recorded_at").microseconds;
  if (recorded > now + clock_skew_us_max) refuse_value("recorded_at", "in the future");
  if (recorded < now - age_us_max) refuse_value("recorded_at", "too old");
}

void prepare_tracking_update(pg::Trigger& trigger) {
  const Caller caller = require_caller(require_tables());
  pg::Row& row = trigger.new_row();
  pg::Spi spi;
  const Job job = find(spi, row);
  if (!caller.is_system && caller.user != job.transporter)
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["transporter","system"])"));
  if (job.status != "in_progress" || !job.transporter)
    throw pg::Refused(Refusal(errors::tracking_not_allowed).with("status", job.status));
  const std::int64_t now = pg::wall_time();
  check_position(row, now);
  row.set("client_id", job.client);
  row.set("transporter_id", *job.transporter);
  row.set("created_at", pg::Timestamp{now});
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_tracking_update, socle::alogistics::prepare_tracking_update);
