#include "socle/jobs.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "pg/arrays.hpp"
#include "pg/bell.hpp"
#include "pg/security.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/job_function.hpp"

namespace socle::jobs {

namespace {

using Text = std::string;
using OptionalText = std::optional<std::string>;
using OptionalTime = std::optional<pg::Timestamp>;
using OptionalInteger = std::optional<std::int32_t>;

constinit pg::SchemaStatement<Text> find_queue{
    "select attempts_max from {schema}.job_queues where name = $1"};
constinit pg::SchemaStatement<Text, Text, pg::Json, Text, Text, std::int32_t, pg::Timestamp,
                              std::int32_t, pg::Timestamp, std::int32_t>
    insert_job{
        "insert into {schema}.jobs (queue, kind, payload, key, group_key, priority, run_at,"
        "   max_attempts, expires_at, key_until)"
        " values ($1, $2, $3, $4, $5, $6, coalesce($7, clock_timestamp()), $8, $9,"
        "   clock_timestamp() + $10 * interval '1 second')"
        " on conflict (queue, key) where key is not null and finished_at is null do nothing"
        " returning id"};
// Sorted before they get their ids.
constinit pg::SchemaStatement<Text, Text, std::vector<Text>, std::vector<OptionalTime>> insert_all{
    "insert into {schema}.jobs (queue, kind, payload, run_at, max_attempts)"
    " select q.name, $2, j.payload::jsonb, coalesce(j.run_at, clock_timestamp()), q.attempts_max"
    " from unnest($3, $4) with ordinality as j(payload, run_at, number)"
    "   join {schema}.job_queues as q on q.name = $1"
    " order by j.number returning id"};
constinit pg::SchemaStatement<Text, Text> find_by_key{
    "select id from {schema}.jobs where queue = $1 and key = $2 and finished_at is null"};
constinit pg::SchemaStatement<Text, Text, pg::Json, Text, Text, std::int32_t, pg::Timestamp,
                              std::int32_t, pg::Timestamp, std::int32_t>
    replace_job{
        "update {schema}.jobs set kind = $2, payload = $3, group_key = $5, priority = $6,"
        "   run_at = coalesce($7, clock_timestamp()), max_attempts = $8, expires_at = $9,"
        "   key_until = clock_timestamp() + $10 * interval '1 second', attempts = 0, last_error = "
        "null"
        " where queue = $1 and key = $4 and state = 'ready' and finished_at is null returning id"};
// The job that runs goes on without its key.
constinit pg::SchemaStatement<Text, Text> free_key{
    "update {schema}.jobs set key = null"
    " where queue = $1 and key = $2 and state = 'running' and finished_at is null"};
// One that lives, or was done in its period. One that died or was cancelled does not count.
constinit pg::SchemaStatement<Text, Text, pg::Timestamp> find_in_period{R"(
  select id from {schema}.jobs where queue = $1 and key = $2 and finished_at is null
  union all
  select id from {schema}.jobs
  where queue = $1 and key = $2 and finished_at is not null and key_until > $3 and state = 'done'
  limit 1)"};
constinit pg::SchemaStatement<Text, Text> lock_key{
    "select pg_advisory_xact_lock(hashtextextended("
    "   '{schema}' || '.jobs.key ' || $1 || ' ' || $2, 0))::text"};

// How often two writers of one key may cross each other before one gives up.
constexpr int tries_max = 10;

void check(const NewJob& job) {
  pg::check(check_kind(job.kind));
  pg::check(check_key("key", job.key));
  pg::check(check_key("group_key", job.group));
  pg::check(check_range("priority", job.priority, -priority_max, priority_max));
  if (job.max_attempts) pg::check(check_range("max_attempts", *job.max_attempts, 1, attempts_max));
  if (!job.period_s) return;
  pg::check(check_range("period_seconds", *job.period_s, 1, period_s_max));
  if (!job.key) refuse_absent("key");
  if (job.on_conflict == OnConflict::replace)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "period_seconds")
                          .with("reason", "not with replace"));
}

[[noreturn]] void refuse_queue(std::string_view queue) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", "job_queue").with("id", queue));
}

std::int32_t attempts_of(pg::Spi& spi, pg::Schema system, const std::string& queue) {
  const auto row = spi.row<std::int32_t>(find_queue, system, queue);
  if (!row) refuse_queue(queue);
  return std::get<0>(*row);
}

template <class S>
std::optional<std::int64_t> store(pg::Spi& spi, S& statement, pg::Schema system, const NewJob& job,
                                  std::int32_t attempts) {
  const auto row = spi.row<std::int64_t>(statement, system, job.queue, job.kind,
                                         pg::Json{job.payload}, job.key, job.group, job.priority,
                                         job.run_at, attempts, job.expires_at, job.period_s);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

// What the key has already: its id, if the new one is not needed or was put in its place.
std::optional<std::int64_t> settle_conflict(pg::Spi& spi, pg::Schema system, const NewJob& job,
                                            std::int32_t attempts) {
  if (job.on_conflict == OnConflict::replace) {
    const auto replaced = store(spi, replace_job, system, job, attempts);
    if (!replaced) spi.run(free_key, system, job.queue, *job.key);
    return replaced;
  }
  const auto row = spi.row<std::int64_t>(find_by_key, system, job.queue, *job.key);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

// The job that stands for this one in its period. Writers of one key come one after the other, so
// that each sees what those before it committed; those that find one do not wait.
std::optional<std::int64_t> find_in_its_period(pg::Spi& spi, pg::Schema system, const NewJob& job) {
  for (const bool is_first_look : {true, false}) {
    if (!is_first_look) spi.run(lock_key, system, job.queue, *job.key);
    const pg::LatestSnapshot latest;
    const auto row = pg::Spi(pg::Access::read)
                         .row<std::int64_t>(find_in_period, system, job.queue, *job.key,
                                            pg::Timestamp{pg::wall_time()});
    if (row) return std::get<0>(*row);
  }
  return std::nullopt;
}

}  // namespace

std::int64_t enqueue(pg::Spi& spi, pg::Schema system, const NewJob& job) {
  check(job);
  const std::int32_t attempts = job.max_attempts.value_or(attempts_of(spi, system, job.queue));
  if (job.queue == sql_queue) {
    require_function(spi, system, job.kind);
    pg::ring_at_end();
  }
  for (int i = 0; i < tries_max; ++i) {
    if (job.period_s)
      if (const auto id = find_in_its_period(spi, system, job)) return *id;
    if (const auto id = store(spi, insert_job, system, job, attempts)) return *id;
    if (const auto id = settle_conflict(spi, system, job, attempts)) return *id;
  }
  throw pg::Refused(Refusal(errors::already_exists).with("entity", "job").with("field", "key"));
}

std::vector<std::int64_t> enqueue_all(pg::Spi& spi, pg::Schema system, std::string_view queue,
                                      std::string_view kind,
                                      const std::vector<std::string>& payloads,
                                      const std::vector<OptionalTime>& run_at) {
  std::vector<std::int64_t> ids;
  if (payloads.empty()) return ids;
  pg::check(check_kind(kind));
  for (const auto& [id] : spi.rows<std::int64_t>(insert_all, system, queue, kind, payloads, run_at))
    ids.push_back(id);
  if (ids.empty()) refuse_queue(queue);
  return ids;
}

void require_system(pg::Schema system) {
  if (!require_caller(system).is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
}

Caller require_admin(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system && !caller.access.is_admin())
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["admin","system"])"));
  return caller;
}

void refuse_absent(std::string_view field) {
  throw pg::Refused(Refusal(errors::missing_value).with("field", field));
}

namespace {

OnConflict read_conflict(const std::string& word) {
  if (word == "keep") return OnConflict::keep;
  if (word == "replace") return OnConflict::replace;
  throw pg::Refused(Refusal(errors::invalid_value)
                        .with("field", "on_conflict")
                        .with("reason", "neither keep nor replace"));
}

std::int64_t enqueue_job(pg::Schema system, const OptionalText& queue, const OptionalText& kind,
                         const std::optional<pg::Json>& payload, const OptionalText& key,
                         const OptionalText& group, const OptionalInteger& priority,
                         const OptionalTime& run_at, const OptionalInteger& max_attempts,
                         const OptionalTime& expires_at, const OptionalText& on_conflict,
                         const OptionalInteger& period_seconds) {
  require_system(system);
  const std::string& payload_text = required(payload, "payload").text;
  if (payload_text.front() != '{')
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "payload").with("reason", "not an object"));
  const NewJob job{required(queue, "queue"),
                   required(kind, "kind"),
                   payload_text,
                   key,
                   group,
                   required(priority, "priority"),
                   run_at,
                   max_attempts,
                   expires_at,
                   read_conflict(required(on_conflict, "on_conflict")),
                   period_seconds};
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  return enqueue(spi, system, job);
}

}  // namespace

}  // namespace socle::jobs

SOCLE_EXPORT(socle_enqueue_job, socle::jobs::enqueue_job);
