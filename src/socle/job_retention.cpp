// Finished jobs and their history go when they are old.
#include "socle/jobs.hpp"
#include "socle/partitions.hpp"
#include "socle/platform_settings.hpp"

namespace socle::jobs {

namespace {

constinit pg::SchemaStatement<std::int64_t, std::int64_t> delete_jobs{
    "delete from {schema}.jobs where id = any(array(select id from {schema}.jobs"
    "   where finished_at < now() - $1 * interval '1 day'"
    "     and (state <> 'dead' or finished_at < now() - $2 * interval '1 day')"
    "     and (key_until is null or key_until < now())"
    "   order by finished_at limit 1000))"};
constinit pg::SchemaStatement<std::int64_t> delete_schedule_runs{
    "delete from {schema}.job_schedule_runs"
    " where id = any(array(select id from {schema}.job_schedule_runs"
    "   where decided_at < now() - $1 * interval '1 day' order by decided_at limit 1000))"};

constexpr partitions::Division runs{"job_runs", "finished_at", partitions::Unit::day};

}  // namespace

void prune(pg::Schema system) {
  const std::int64_t days = integer_setting(system, "jobs.retention_days");
  pg::Spi spi;
  spi.run(delete_jobs, system, days, integer_setting(system, "jobs.dead_retention_days"));
  spi.run(delete_schedule_runs, system, days);
}

void roll_history(pg::Schema system) {
  pg::Spi spi;
  const std::int64_t days = integer_setting(system, "jobs.retention_days");
  partitions::roll(spi, system, runs, std::to_string(days) + " days");
}

}  // namespace socle::jobs
