// What workers call: claim_jobs(), extend_lease(), complete_jobs() and fail_job().
#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "socle/job_claims.hpp"
#include "socle/jobs.hpp"

namespace socle::jobs {

namespace {

using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int32_t>;
using OptionalId = std::optional<std::int64_t>;
using OptionalIds = std::optional<std::vector<std::int64_t>>;

constexpr std::int64_t claims_max = 1'000;
constexpr std::int64_t lease_s_max = 86'400;
constexpr std::int64_t retry_after_s_max = 31'536'000;

std::int64_t require_lease(const OptionalInteger& lease_seconds) {
  const std::int64_t lease_s = required(lease_seconds, "lease_seconds");
  pg::check(check_range("lease_seconds", lease_s, 1, lease_s_max));
  return lease_s;
}

Datum claim_jobs(FunctionCallInfo fcinfo) {
  pg::require_arguments(fcinfo, 4);
  const pg::Schema system = pg::schema_of(fcinfo);
  require_system(system);
  const auto queue = pg::argument<OptionalText>(fcinfo, 0);
  const ClaimArguments asked =
      read_claim(pg::argument<OptionalText>(fcinfo, 1), pg::argument<OptionalInteger>(fcinfo, 2),
                 pg::argument<OptionalInteger>(fcinfo, 3));
  std::vector<Claimed> claimed;
  {
    const pg::AsRole owner(pg::owner_of(system));
    claimed = claim(system, required(queue, "queue"), asked.worker, asked.count, asked.lease_s);
  }
  pg::SetResult table(fcinfo);
  for (const Claimed& job : claimed)
    table.add(job.id, job.kind, job.payload, job.attempt, job.max_attempts, job.key, job.group,
              job.created_at, job.leased_until);
  return 0;
}

std::int64_t extend_leases(pg::Schema system, const OptionalIds& ids, const OptionalText& worker,
                           const OptionalInteger& lease_seconds) {
  require_system(system);
  const std::int64_t lease_s = require_lease(lease_seconds);
  const pg::AsRole owner(pg::owner_of(system));
  extend_lease(system, required(ids, "ids"), require_worker(worker), lease_s);
  return static_cast<std::int64_t>(ids->size());
}

std::int64_t complete_jobs(pg::Schema system, const OptionalIds& ids, const OptionalText& worker) {
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  complete(system, required(ids, "ids"), require_worker(worker));
  return static_cast<std::int64_t>(ids->size());
}

std::string fail_job(pg::Schema system, const OptionalId& id, const OptionalText& worker,
                     const OptionalText& error, const OptionalInteger& retry_after,
                     const std::optional<bool>& is_final) {
  require_system(system);
  const Failed failed = read_failure(error, retry_after, is_final == true);
  const pg::AsRole owner(pg::owner_of(system));
  return fail(system, required(id, "id"), require_worker(worker), failed);
}

}  // namespace

const std::string& require_worker(const OptionalText& worker) {
  const std::string& name = required(worker, "worker");
  pg::check(check_key("worker", name));
  return name;
}

Failed read_failure(const OptionalText& error, const OptionalInteger& retry_after, bool is_final) {
  Failed failed{required(error, "error"), {}, is_final};
  if (retry_after) {
    pg::check(check_range("retry_after", *retry_after, 0, retry_after_s_max));
    failed.retry_after_s = *retry_after;
  }
  return failed;
}

ClaimArguments read_claim(const OptionalText& worker, const OptionalInteger& max_count,
                          const OptionalInteger& lease_seconds) {
  ClaimArguments asked{require_worker(worker), required(max_count, "max_count"),
                       require_lease(lease_seconds)};
  pg::check(check_range("max_count", asked.count, 1, claims_max));
  return asked;
}

}  // namespace socle::jobs

SOCLE_ENTRY(socle_claim_jobs, socle::jobs::claim_jobs);
SOCLE_EXPORT(socle_extend_lease, socle::jobs::extend_leases);
SOCLE_EXPORT(socle_complete_jobs, socle::jobs::complete_jobs);
SOCLE_EXPORT(socle_fail_job, socle::jobs::fail_job);
