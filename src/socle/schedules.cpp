// What is due by the clock becomes jobs.
#include "domain/jobs/backoff.hpp"
#include "domain/jobs/schedule.hpp"
#include "domain/utf8.hpp"
#include "pg/security.hpp"
#include "pg/subtransaction.hpp"
#include "pg/time_zone.hpp"
#include "pg/transaction.hpp"
#include "socle/jobs.hpp"

namespace socle::jobs {

namespace {

using Time = std::optional<pg::Timestamp>;
using Text = std::optional<std::string>;

constinit pg::SchemaStatement<std::string> find_due{
    "select name from {schema}.job_schedules"
    " where next_run_at <= clock_timestamp() and name > $1 order by name limit 1"};
// Another worker, or an admin, has it: no row.
constinit pg::SchemaStatement<std::string> claim{
    "select cron, time_zone, catch_up, next_run_at, last_job_id, queue, kind, payload, priority,"
    "   max_attempts"
    " from {schema}.job_schedules where name = $1 and next_run_at <= clock_timestamp()"
    " for update skip locked"};
constinit pg::SchemaStatement<pg::Json, std::string, pg::Timestamp> describe{
    "select $1 || jsonb_build_object('schedule', $2, 'due_at', $3)"};
constinit pg::SchemaStatement<std::string, pg::Timestamp, std::int64_t> move_on{
    "update {schema}.job_schedules set next_run_at = $2, last_job_id = coalesce($3, last_job_id)"
    " where name = $1"};
constinit pg::SchemaStatement<std::string, pg::Timestamp, std::string, std::int64_t, std::int64_t,
                              std::string>
    note{
        "insert into {schema}.job_schedule_runs (schedule, due_at, outcome, missed, job_id, error)"
        " values ($1, $2, $3, $4, $5, $6)"};

constexpr std::size_t error_length_max = 2'000;

struct Schedule {
  std::string cron;
  std::string time_zone;
  std::string catch_up;
  pg::Timestamp due;
  std::optional<std::int64_t> last_job;
  std::string queue;
  std::string kind;
  pg::Json payload;
  std::int32_t priority;
  std::optional<std::int32_t> max_attempts;
};

pg::Timestamp timestamp(Seconds unix_s) { return {(unix_s - pg::epoch_offset_s) * us_per_second}; }

Time timestamp(std::optional<Seconds> unix_s) {
  if (!unix_s) return std::nullopt;
  return timestamp(*unix_s);
}

class Run {
 public:
  Run(pg::Schema system, const std::string& name, Schedule schedule)
      : system_(system),
        name_(name),
        schedule_(std::move(schedule)),
        zone_(schedule_.time_zone),
        cron_(pg::value_or_raise(read_cron(schedule_.cron))) {}

  Decision decide() const {
    return jobs::decide(cron_, zone(), pg::value_or_raise(read_catch_up(schedule_.catch_up)),
                        pg::unix_seconds(schedule_.due.microseconds), pg::unix_seconds());
  }

  // When it comes next after now, whatever was due.
  std::optional<Seconds> after_now() const { return next_run(cron_, zone(), pg::unix_seconds()); }

  // How many jobs there are now that were not before.
  std::int64_t write_jobs(const Decision& decision) {
    std::int64_t written = 0;
    if (decision.missed > 0)
      spi_.run(note, system_, name_, schedule_.due, std::string_view("missed"), decision.missed,
               std::optional<std::int64_t>(), Text());
    std::optional<std::int64_t> last = schedule_.last_job;
    for (const Seconds due : decision.runs) {
      const std::int64_t id = enqueue(spi_, system_, job(due, decision.next));
      // The key of the last one, which is not finished, has kept it.
      const std::string_view outcome = last == id ? "waiting" : "enqueued";
      written += last == id ? 0 : 1;
      spi_.run(note, system_, name_, timestamp(due), outcome, std::int64_t{0}, std::optional(id),
               Text());
      last = id;
    }
    spi_.run(move_on, system_, name_, timestamp(decision.next), last);
    return written;
  }

  void note_failure(const std::string& error) {
    spi_.run(note, system_, name_, schedule_.due, std::string_view("failed"), std::int64_t{0},
             std::optional<std::int64_t>(), Text(first_bytes(error, error_length_max)));
    spi_.run(move_on, system_, name_, timestamp(after_now()), std::optional<std::int64_t>());
  }

 private:
  OffsetAt zone() const {
    return [this](Seconds unix_s) { return zone_.offset_s(unix_s); };
  }

  NewJob job(Seconds due, std::optional<Seconds> next) {
    const std::string group = "schedule " + name_;
    const bool is_one = schedule_.catch_up == "once";
    NewJob job{schedule_.queue, schedule_.kind};
    job.payload = std::get<0>(*spi_.row<pg::Json>(describe, system_, schedule_.payload, name_,
                                                  timestamp(due)))
                      .text;
    job.key = is_one ? group : group + ' ' + std::to_string(due);
    job.group = group;
    job.priority = schedule_.priority;
    job.run_at = timestamp(due);
    job.max_attempts = schedule_.max_attempts;
    if (schedule_.catch_up == "skip") job.expires_at = timestamp(next);
    return job;
  }

  pg::Spi spi_;
  pg::Schema system_;
  const std::string& name_;
  Schedule schedule_;
  pg::TimeZone zone_;
  Cron cron_;
};

std::int64_t run_one(pg::Schema system, const std::string& name) {
  auto row =
      pg::Spi()
          .row<std::string, std::string, std::string, pg::Timestamp, std::optional<std::int64_t>,
               std::string, std::string, pg::Json, std::int32_t, std::optional<std::int32_t>>(
              claim, system, name);
  if (!row) return 0;
  Run run(system, name, std::make_from_tuple<Schedule>(std::move(*row)));
  std::int64_t written = 0;
  const auto failure = pg::attempt([&] { written = run.write_jobs(run.decide()); });
  if (!failure) return written;
  run.note_failure(failure->sqlstate + ": " + failure->message);
  return 0;
}

std::int64_t run_schedules(pg::Schema system) {
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  std::int64_t written = 0;
  std::string name;
  while (const auto row = pg::Spi().row<std::string>(find_due, system, name)) {
    name = std::get<0>(*row);
    written += run_one(system, name);
  }
  return written;
}

}  // namespace

}  // namespace socle::jobs

SOCLE_EXPORT(socle_run_schedules, socle::jobs::run_schedules);
