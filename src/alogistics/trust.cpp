// BEFORE triggers of tracking_updates and ratings: who may speak about which job.
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
constinit pg::Statement<Uuid, Uuid> find_rating{
    "select id from alogistics.ratings where request_id = $1 and rater_id = $2"};

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

void prepare_rating(pg::Trigger& trigger) {
  const Caller caller = require_caller(require_tables());
  pg::Row& row = trigger.new_row();
  const auto rater = row.get<std::optional<Uuid>>("rater_id");
  if (!rater) throw pg::Refused(Refusal(errors::missing_value).with("field", "rater_id"));
  if (!caller.is_system && caller.user != rater)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(*rater)));
  check_given(row, "score");
  if (const auto score = row.get<std::int32_t>("score"); score < 1 || score > 5)
    refuse_value("score", "out of range");
  check_length(row, "comment", 0, 1000);
  pg::Spi spi;
  const Job job = find(spi, row);
  const bool is_party = rater == job.client || rater == job.transporter;
  if (!is_party)
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("event", "rate")
                          .with_json("allowed_for", R"(["client","transporter"])"));
  if (job.status != "completed")
    throw pg::Refused(Refusal(errors::rating_not_allowed).with("status", job.status));
  if (spi.row<Uuid>(find_rating, job.id, *rater))
    throw pg::Refused(Refusal(errors::already_rated).with("request_id", to_string(job.id)));
  row.set("rated_id", rater == job.client ? job.transporter.value() : job.client);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_tracking_update, socle::alogistics::prepare_tracking_update);
SOCLE_TRIGGER(alogistics_prepare_rating, socle::alogistics::prepare_rating);
