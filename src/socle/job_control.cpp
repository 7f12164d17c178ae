// What operators do with jobs and queues: redrive, cancel, pause, limit.
#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "pg/security.hpp"
#include "socle/jobs.hpp"

namespace socle::jobs {

namespace {

using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int32_t>;
using Ids = std::vector<std::int64_t>;

// Of several dead jobs with one key the newest comes back.
constinit pg::SchemaStatement<std::string, std::string, Ids, std::int64_t> redrive{R"(
  with chosen as materialized (
    select id from {schema}.jobs as j
    where queue = $1 and state = 'dead' and finished_at is not null
      and ($2 is null or kind = $2) and ($3 is null or id = any($3))
      and (key is null or not exists (
        select from {schema}.jobs as other
        where other.queue = j.queue and other.key = j.key and other.id <> j.id
          and (other.finished_at is null or other.state = 'dead' and other.id > j.id)))
    order by id limit $4
    for update skip locked)
  update {schema}.jobs as j
  set state = 'ready', attempts = 0, run_at = clock_timestamp(), finished_at = null
  from chosen where j.id = chosen.id)"};
constinit pg::SchemaStatement<std::string> find_queue{
    "select from {schema}.job_queues where name = $1"};
constinit pg::SchemaStatement<std::int64_t> hold_job{
    "select state from {schema}.jobs where id = $1 for update"};
constinit pg::SchemaStatement<std::int64_t> note_cancelled{
    "insert into {schema}.job_runs (job_id, queue, kind, attempt, worker, started_at, outcome)"
    " select id, queue, kind, attempts, leased_by, started_at, 'cancelled'"
    " from {schema}.jobs where id = $1"};
constinit pg::SchemaStatement<std::int64_t> cancel{
    "update {schema}.jobs set state = 'cancelled', finished_at = clock_timestamp(),"
    "   leased_until = null, leased_by = null,"
    "   payload = case when queue in ('email', 'sms', 'push')"
    "                  then payload - array['body', 'data'] else payload end"
    " where id = $1"};
constinit pg::SchemaStatement<std::string, std::string, std::int32_t, std::int32_t> store_queue{
    "insert into {schema}.job_queues (name, description, running_max, attempts_max)"
    " values ($1, $2, $3, $4)"
    " on conflict (name) do update set description = excluded.description,"
    "   running_max = excluded.running_max, attempts_max = excluded.attempts_max"};
constinit pg::SchemaStatement<std::string, bool> store_pause{
    "update {schema}.job_queues set is_paused = $2 where name = $1"};

constexpr std::int64_t redrives_max = 10'000;

[[noreturn]] void refuse_missing_queue(const std::string& name) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", "job_queue").with("id", name));
}

std::int64_t redrive_jobs(pg::Schema system, const OptionalText& queue, const OptionalText& kind,
                          const std::optional<Ids>& ids, const OptionalInteger& max_count) {
  require_system(system);
  const std::string& name = required(queue, "queue");
  const std::int64_t count = required(max_count, "max_count");
  pg::check(check_range("max_count", count, 1, redrives_max));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  if (spi.run(find_queue, system, name) == 0) refuse_missing_queue(name);
  return static_cast<std::int64_t>(spi.run(redrive, system, name, kind, ids, count));
}

void cancel_job(pg::Schema system, const std::optional<std::int64_t>& id) {
  require_system(system);
  const std::int64_t job = required(id, "id");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto row = spi.row<std::string>(hold_job, system, job);
  if (!row) throw pg::Refused(Refusal(errors::not_found).with("entity", "job").with("id", job));
  const std::string& state = std::get<0>(*row);
  if (state != "ready" && state != "running")
    throw pg::Refused(Refusal(errors::job_finished).with("job", job).with("state", state));
  if (state == "running") spi.run(note_cancelled, system, job);
  spi.run(cancel, system, job);
}

void set_queue(pg::Schema system, const OptionalText& name, const OptionalText& description,
               const OptionalInteger& running_max, const OptionalInteger& attempts) {
  require_system(system);
  pg::check(check_queue_name(required(name, "name")));
  pg::check(check_key("description", required(description, "description")));
  if (running_max) pg::check(check_range("running_max", *running_max, 1, 10'000));
  pg::check(check_range("attempts_max", required(attempts, "attempts_max"), 1, attempts_max));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi().run(store_queue, system, *name, *description, running_max, *attempts);
}

void set_pause(pg::Schema system, const OptionalText& name, bool is_paused) {
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(store_pause, system, required(name, "name"), is_paused) == 0)
    refuse_missing_queue(*name);
}

void pause_queue(pg::Schema system, const OptionalText& name) { set_pause(system, name, true); }
void resume_queue(pg::Schema system, const OptionalText& name) { set_pause(system, name, false); }

}  // namespace

}  // namespace socle::jobs

SOCLE_EXPORT(socle_redrive_jobs, socle::jobs::redrive_jobs);
SOCLE_EXPORT(socle_cancel_job, socle::jobs::cancel_job);
SOCLE_EXPORT(socle_set_queue, socle::jobs::set_queue);
SOCLE_EXPORT(socle_pause_queue, socle::jobs::pause_queue);
SOCLE_EXPORT(socle_resume_queue, socle::jobs::resume_queue);
