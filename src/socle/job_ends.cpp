// How attempts at jobs end: done, failed, or with more time.
#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/jobs/backoff.hpp"
#include "domain/utf8.hpp"
#include "pg/security.hpp"
#include "socle/job_claims.hpp"
#include "socle/jobs.hpp"
#include "socle/platform_settings.hpp"

namespace socle::jobs {

namespace {

using namespace std::string_view_literals;
using Ids = std::vector<std::int64_t>;

// Of errors and results in the history.
constexpr std::size_t text_length_max = 2'000;

// Locks them in the order of id: two calls with the same jobs do not block each other.
constinit pg::SchemaStatement<Ids, std::string> hold_own{
    "select id from {schema}.jobs"
    " where id = any($1) and state = 'running' and leased_by = $2 order by id for update"};
constinit pg::SchemaStatement<Ids, std::int64_t> extend{
    "update {schema}.jobs set leased_until = clock_timestamp() + $2 * interval '1 second'"
    " where id = any($1)"};
// A message that was sent keeps no secrets.
constinit pg::SchemaStatement<Ids> finish{
    "update {schema}.jobs set state = 'done', finished_at = clock_timestamp(),"
    "   leased_until = null, leased_by = null, last_error = null,"
    "   payload = case when queue in ('email', 'sms', 'push')"
    "                  then payload - array['body', 'data'] else payload end"
    " where id = any($1)"};
constinit pg::SchemaStatement<Ids, std::string, std::string, std::string, std::string> note_runs{
    "insert into {schema}.job_runs (job_id, queue, kind, attempt, worker, started_at, outcome,"
    "   error, result)"
    " select id, queue, kind, attempts, $2, started_at, $3, $4, $5 from {schema}.jobs"
    " where id = any($1)"};
constinit pg::SchemaStatement<std::int64_t> read_attempts{
    "select attempts, max_attempts from {schema}.jobs where id = $1"};
constinit pg::SchemaStatement<std::int64_t, std::string, std::int64_t> retry_later{
    "update {schema}.jobs set state = 'ready', last_error = $2, leased_until = null,"
    "   leased_by = null, run_at = clock_timestamp() + $3 * interval '1 microsecond'"
    " where id = $1"};
constinit pg::SchemaStatement<std::int64_t, std::string> bury{
    "update {schema}.jobs set state = 'dead', last_error = $2, leased_until = null,"
    "   leased_by = null, finished_at = clock_timestamp() where id = $1"};

// The jobs among `ids`, each once, all of them `worker`'s.
Ids require_own(pg::Spi& spi, pg::Schema system, Ids ids, const std::string& worker) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Ids own;
  for (const auto& [id] : spi.rows<std::int64_t>(hold_own, system, ids, worker)) own.push_back(id);
  if (own.size() == ids.size()) return own;
  const auto missing = std::mismatch(own.begin(), own.end(), ids.begin()).second;
  throw pg::Refused(Refusal(errors::lease_lost).with("job", *missing).with("worker", worker));
}

std::int64_t pause_us(pg::Schema system, std::int64_t id, std::int32_t attempt,
                      const Failed& failed) {
  if (failed.retry_after_s) return *failed.retry_after_s * us_per_second;
  return backoff_us(id, attempt, integer_setting(system, "jobs.backoff_seconds"),
                    integer_setting(system, "jobs.backoff_max_seconds"));
}

}  // namespace

void complete(pg::Schema system, const Ids& ids, const std::string& worker,
              const std::optional<std::string>& result) {
  pg::Spi spi;
  const Ids own = require_own(spi, system, ids, worker);
  std::optional<std::string> kept;
  if (result) kept = first_bytes(*result, text_length_max);
  spi.run(note_runs, system, own, worker, "done"sv, std::optional<std::string>(), kept);
  spi.run(finish, system, own);
}

std::string fail(pg::Schema system, std::int64_t id, const std::string& worker,
                 const Failed& failed) {
  pg::Spi spi;
  const Ids own = require_own(spi, system, {id}, worker);
  const std::string error(first_bytes(failed.error, text_length_max));
  spi.run(note_runs, system, own, worker, "failed"sv, error, std::optional<std::string>());
  const auto row = spi.row<std::int32_t, std::int32_t>(read_attempts, system, id);
  const auto& [attempts, max_attempts] = *row;
  if (failed.is_final || attempts >= max_attempts) {
    spi.run(bury, system, id, error);
    return "dead";
  }
  spi.run(retry_later, system, id, error, pause_us(system, id, attempts, failed));
  return "ready";
}

std::int64_t extend_lease(pg::Schema system, const Ids& ids, const std::string& worker,
                          std::int64_t lease_s) {
  pg::Spi spi;
  return static_cast<std::int64_t>(
      spi.run(extend, system, require_own(spi, system, ids, worker), lease_s));
}

}  // namespace socle::jobs
