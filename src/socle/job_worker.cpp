// The processes `socle jobs`: each runs functions of the database, each in a transaction of its
// own, as service_role. The job is marked done in the same transaction, so what it did is there
// once.
#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "pg/bell.hpp"
#include "pg/function_call.hpp"
#include "pg/security.hpp"
#include "pg/subtransaction.hpp"
#include "pg/time_limit.hpp"
#include "pg/worker.hpp"
#include "socle/chores.hpp"
#include "socle/job_claims.hpp"
#include "socle/job_function.hpp"
#include "socle/start.hpp"

namespace socle::jobs {

namespace {

constexpr long rest_ms = 1000;
// Longer than any job may take.
constexpr std::int64_t lease_s = time_limit_s_max + 60;
static_assert(job_workers_max <= pg::bells_max);

constinit pg::SchemaStatement<std::string, std::vector<std::string>> release_orphans{
    "update {schema}.jobs set leased_until = clock_timestamp()"
    " where queue = $1 and finished_at is null and state = 'running' and leased_by = any($2)"
    "   and leased_until > clock_timestamp()"};
constinit pg::Statement<> become_system{"select set_config('role', 'service_role', true)"};

std::string name_of(int number) { return "socle jobs " + std::to_string(number); }
std::string worker() { return name_of(pg::worker_number()); }

void run_claimed(pg::Schema system, const Claimed& job) {
  pg::Spi spi;
  const Function function = require_function(spi, system, job.kind);
  spi.run(become_system);
  std::optional<std::string> result;
  {
    const pg::TimeLimit limit(std::int64_t{function.time_limit_s} * 1000);
    result = pg::call_function(function.id.oid,
                               function.has_argument ? std::optional(job.payload) : std::nullopt);
  }
  const pg::AsRole owner(pg::owner_of(system));
  complete(system, {job.id}, worker(), result);
}

void give_back(pg::Schema system, const Claimed& job, const std::string& error) {
  const pg::AsRole owner(pg::owner_of(system));
  // One that was cancelled meanwhile stays so.
  pg::attempt([&] { fail(system, job.id, worker(), {error}); }, errors::lease_lost.sqlstate);
}

std::optional<Claimed> claim_one(pg::Schema system) {
  std::vector<Claimed> claimed;
  pg::in_transaction([&] {
    const pg::AsRole owner(pg::owner_of(system));
    claimed = claim(system, std::string(sql_queue), worker(), 1, lease_s);
  });
  if (claimed.empty()) return std::nullopt;
  return std::move(claimed.front());
}

bool run_next(pg::Schema system) {
  const std::optional<Claimed> job = claim_one(system);
  if (!job) return false;
  const bool is_over = pg::in_transaction([&] {
    const auto failure = pg::attempt([&] { run_claimed(system, *job); });
    if (failure) give_back(system, *job, failure->sqlstate + ": " + failure->message);
  });
  // A cancel ends the whole transaction, and so does what is checked at its end.
  if (!is_over)
    pg::in_transaction([&] {
      give_back(system, *job, "its time limit ended it, or it could not be committed: see the log");
    });
  return true;
}

// A job that stands under the name of a process that starts is not run by anybody; nor one under a
// name that no process has any more.
std::vector<std::string> names_of_the_dead() {
  std::vector<std::string> names{worker()};
  if (pg::worker_number() == 1)
    for (int number = job_workers() + 1; number <= job_workers_max; ++number)
      names.push_back(name_of(number));
  return names;
}

constinit bool is_started = false;

void start(const std::vector<pg::Schema>& systems) {
  pg::answer_bell(static_cast<std::size_t>(pg::worker_number() - 1));
  is_started = true;
  for (const pg::Schema system : systems)
    is_started &= pg::in_transaction([&] {
      const pg::AsRole owner(pg::owner_of(system));
      pg::Spi().run(release_orphans, system, sql_queue, names_of_the_dead());
    });
}

// One after the other of each system, as long as there are some.
void round() {
  std::vector<pg::Schema> systems;
  pg::in_transaction([&] {
    pg::Spi spi(pg::Access::read);
    systems = find_systems(spi);
  });
  if (!is_started) start(systems);
  bool is_more = true;
  while (is_more) {
    is_more = false;
    for (const pg::Schema system : systems) is_more |= run_next(system);
  }
}

void work() { pg::work_in_rounds(served_database(), rest_ms, round); }

}  // namespace

}  // namespace socle::jobs

SOCLE_WORKER(socle_jobs, socle::jobs::work);
