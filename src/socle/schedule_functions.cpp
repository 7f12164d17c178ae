// What admins do with schedules.
#include "domain/errors/catalogue.hpp"
#include "domain/jobs/backoff.hpp"
#include "domain/jobs/job.hpp"
#include "domain/jobs/schedule.hpp"
#include "pg/security.hpp"
#include "pg/time_zone.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/audit.hpp"
#include "socle/job_function.hpp"
#include "socle/jobs.hpp"

namespace socle::jobs {

namespace {

using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int32_t>;

constinit pg::Statement<std::string> find_zone{
    "select exists (select from pg_catalog.pg_timezone_names where name = $1)"};
constinit pg::SchemaStatement<std::string> find_queue{
    "select from {schema}.job_queues where name = $1"};
constinit pg::SchemaStatement<std::string, std::string, std::string, std::string, std::string,
                              std::string, std::string, pg::Json, std::int32_t, std::int32_t,
                              pg::Timestamp, Uuid>
    store{
        "insert into {schema}.job_schedules (name, description, cron, time_zone, catch_up, queue,"
        "   kind, payload, priority, max_attempts, next_run_at, updated_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " on conflict (name) do update set description = excluded.description,"
        "   cron = excluded.cron, time_zone = excluded.time_zone, catch_up = excluded.catch_up,"
        "   queue = excluded.queue, kind = excluded.kind, payload = excluded.payload,"
        "   priority = excluded.priority, max_attempts = excluded.max_attempts,"
        "   next_run_at = excluded.next_run_at, updated_by = excluded.updated_by,"
        "   updated_at = clock_timestamp()"};
constinit pg::SchemaStatement<std::string, pg::Timestamp, Uuid> store_next{
    "update {schema}.job_schedules set next_run_at = $2, updated_by = $3,"
    "   updated_at = clock_timestamp() where name = $1"};
constinit pg::SchemaStatement<std::string> read_clock{
    "select cron, time_zone from {schema}.job_schedules where name = $1 for update"};
constinit pg::SchemaStatement<std::string> remove{
    "delete from {schema}.job_schedules where name = $1"};

[[noreturn]] void refuse_missing(std::string_view entity, const std::string& id) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", entity).with("id", id));
}

std::optional<pg::Timestamp> next_time(const std::string& cron, const std::string& time_zone) {
  const Cron schedule = pg::value_or_raise(read_cron(cron));
  if (!std::get<0>(*pg::Spi().row<bool>(find_zone, time_zone)))
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "time_zone")
                          .with("reason", "not a time zone"));
  const pg::TimeZone zone(time_zone);
  const auto next = next_run(
      schedule, [&](Seconds unix_s) { return zone.offset_s(unix_s); }, pg::unix_seconds());
  if (!next) return std::nullopt;
  return pg::Timestamp{(*next - pg::epoch_offset_s) * us_per_second};
}

// Admins schedule what is allowed as a job of the database; what goes outside is the system's.
void check_target(pg::Schema system, const Caller& caller, const std::string& queue,
                  const std::string& kind) {
  if (queue != sql_queue && !caller.is_system)
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("queue", queue)
                          .with_json("allowed_for", R"(["system"])"));
  pg::check(check_kind(kind));
  pg::Spi spi;
  if (spi.run(find_queue, system, queue) == 0) refuse_missing("job_queue", queue);
  if (queue == sql_queue) require_function(spi, system, kind);
}

void note(pg::Schema system, const Caller& caller, std::string_view action,
          const std::string& name) {
  pg::Spi spi;
  audit(spi, system, caller.user, action, "job_schedules", name);
}

pg::Timestamp set_schedule(pg::Schema system, const OptionalText& name,
                           const OptionalText& description, const OptionalText& cron,
                           const OptionalText& kind, const OptionalText& queue,
                           const std::optional<pg::Json>& payload, const OptionalText& time_zone,
                           const OptionalText& catch_up, const OptionalInteger& priority,
                           const OptionalInteger& max_attempts) {
  const Caller caller = require_admin(system);
  pg::check(check_queue_name(required(name, "name")));
  pg::check(check_key("description", required(description, "description")));
  pg::value_or_raise(read_catch_up(required(catch_up, "catch_up")));
  if (required(payload, "payload").text.front() != '{')
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "payload").with("reason", "not an object"));
  pg::check(check_range("priority", required(priority, "priority"), -priority_max, priority_max));
  if (max_attempts) pg::check(check_range("max_attempts", *max_attempts, 1, attempts_max));
  const pg::AsRole owner(pg::owner_of(system));
  check_target(system, caller, required(queue, "queue"), required(kind, "kind"));
  const auto next = next_time(required(cron, "cron"), required(time_zone, "time_zone"));
  pg::Spi().run(store, system, *name, *description, *cron, *time_zone, *catch_up, *queue, *kind,
                *payload, *priority, max_attempts, next, caller.user);
  note(system, caller, "job_schedule.set", *name);
  return next.value();
}

void pause_schedule(pg::Schema system, const OptionalText& name) {
  const Caller caller = require_admin(system);
  required(name, "name");
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(store_next, system, *name, std::optional<pg::Timestamp>(), caller.user) == 0)
    refuse_missing("job_schedule", *name);
  note(system, caller, "job_schedule.paused", *name);
}

pg::Timestamp resume_schedule(pg::Schema system, const OptionalText& name) {
  const Caller caller = require_admin(system);
  required(name, "name");
  const pg::AsRole owner(pg::owner_of(system));
  const auto row = pg::Spi().row<std::string, std::string>(read_clock, system, *name);
  if (!row) refuse_missing("job_schedule", *name);
  const auto next = next_time(std::get<0>(*row), std::get<1>(*row));
  pg::Spi().run(store_next, system, *name, next, caller.user);
  note(system, caller, "job_schedule.resumed", *name);
  return next.value();
}

void remove_schedule(pg::Schema system, const OptionalText& name) {
  const Caller caller = require_admin(system);
  required(name, "name");
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(remove, system, *name) == 0) refuse_missing("job_schedule", *name);
  note(system, caller, "job_schedule.removed", *name);
}

}  // namespace

}  // namespace socle::jobs

SOCLE_EXPORT(socle_set_schedule, socle::jobs::set_schedule);
SOCLE_EXPORT(socle_pause_schedule, socle::jobs::pause_schedule);
SOCLE_EXPORT(socle_resume_schedule, socle::jobs::resume_schedule);
SOCLE_EXPORT(socle_remove_schedule, socle::jobs::remove_schedule);
