// The statements stand in a row that keeps claims cheap: see "HOT" in extension/shared/jobs.sql.
#include "socle/job_claims.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"

namespace socle::jobs {

namespace {

using namespace std::string_view_literals;
using Ids = std::vector<std::int64_t>;

constinit pg::SchemaStatement<std::string> find_queue{
    "select is_paused, running_max from {schema}.job_queues where name = $1"};
// Claimers of a queue with a limit come one after the other: each must see what the others took.
constinit pg::SchemaStatement<std::string> lock_queue{
    "select from {schema}.job_queues where name = $1 for no key update"};
constinit pg::SchemaStatement<std::string, pg::Timestamp> count_running{
    "select count(*) from {schema}.jobs"
    " where queue = $1 and finished_at is null and state = 'running' and leased_until > $2"};
// Of a group only the first, and only if none of it runs.
constinit pg::SchemaStatement<std::string, pg::Timestamp, std::int64_t> find_due{R"(
  select id, group_key,
    case when expires_at <= $2 then 'expired'
         when attempts >= max_attempts then 'exhausted'
         else 'due' end
  from {schema}.jobs as j
  where queue = $1 and finished_at is null and run_at <= $2
    and (state = 'ready' or leased_until <= $2)
    and (group_key is null or not exists (
      select from {schema}.jobs as other
      where other.queue = j.queue and other.group_key = j.group_key
        and other.finished_at is null and other.id <> j.id
        and (other.id < j.id or other.leased_until > $2)))
  order by priority, run_at, id limit $3
  for update skip locked)"};
// False if another claimer holds it, whose transaction is not over.
constinit pg::SchemaStatement<std::string, std::string> lock_group{
    "select pg_try_advisory_xact_lock(hashtextextended("
    "   '{schema}' || '.jobs ' || $1 || ' ' || $2, 0))"};
// The same as in find_due, with what was committed until the lock of the group was taken.
constinit pg::SchemaStatement<std::string, std::string, std::int64_t, pg::Timestamp> is_group_busy{
    "select exists (select from {schema}.jobs"
    "   where queue = $1 and group_key = $2 and finished_at is null and id <> $3"
    "     and (id < $3 or leased_until > $4))"};
// An attempt that ended without a word.
constinit pg::SchemaStatement<Ids> note_lost{
    "insert into {schema}.job_runs (job_id, queue, kind, attempt, worker, started_at, outcome)"
    " select id, queue, kind, attempts, leased_by, started_at, 'lost'"
    " from {schema}.jobs where id = any($1) and state = 'running'"};
constinit pg::SchemaStatement<Ids, std::string, std::string> give_up{
    "update {schema}.jobs set state = $2, last_error = $3, finished_at = clock_timestamp(),"
    "   leased_until = null, leased_by = null"
    " where id = any($1)"};
constinit pg::SchemaStatement<Ids, std::string, std::int64_t, pg::Timestamp> take{
    "update {schema}.jobs set state = 'running', attempts = attempts + 1, started_at = $4,"
    "   leased_until = $4 + $3 * interval '1 second', leased_by = $2"
    " where id = any($1)"};
constinit pg::SchemaStatement<Ids> read_claimed{
    "select j.id, kind, payload, attempts, max_attempts, key, group_key, created_at, leased_until"
    " from {schema}.jobs as j"
    "   join unnest($1) with ordinality as taken(id, place) using (id)"
    " order by taken.place"};

struct Batch {
  Ids all;
  Ids due;
  Ids expired;
  Ids exhausted;
};

class Claim {
 public:
  Claim(pg::Schema system, const std::string& queue)
      : system_(system), queue_(queue), now_{pg::wall_time()} {}

  // How many of `count` the queue lets run now.
  std::int64_t room(std::int64_t count) {
    const auto row = spi_.row<bool, std::optional<std::int32_t>>(find_queue, system_, queue_);
    if (!row)
      throw pg::Refused(Refusal(errors::not_found).with("entity", "job_queue").with("id", queue_));
    const auto& [is_paused, running_max] = *row;
    if (is_paused) return 0;
    if (!running_max) return count;
    spi_.run(lock_queue, system_, queue_);
    const pg::LatestSnapshot latest;
    const auto running =
        pg::Spi(pg::Access::read).row<std::int64_t>(count_running, system_, queue_, now_);
    return std::min(count, *running_max - std::get<0>(*running));
  }

  Batch find(std::int64_t count) {
    Batch batch;
    for (const auto& [id, group, fate] :
         spi_.rows<std::int64_t, std::optional<std::string>, std::string>(find_due, system_, queue_,
                                                                          now_, count)) {
      if (group && !is_first(*group, id)) continue;
      batch.all.push_back(id);
      Ids& kind = fate == "due" ? batch.due : fate == "expired" ? batch.expired : batch.exhausted;
      kind.push_back(id);
    }
    return batch;
  }

  void take_or_give_up(const Batch& batch, const std::string& worker, std::int64_t lease_s) {
    spi_.run(note_lost, system_, batch.all);
    if (!batch.expired.empty())
      spi_.run(give_up, system_, batch.expired, "cancelled"sv, "expired"sv);
    if (!batch.exhausted.empty())
      spi_.run(give_up, system_, batch.exhausted, "dead"sv,
               "the lease of the last attempt ended"sv);
    if (!batch.due.empty()) spi_.run(take, system_, batch.due, worker, lease_s, now_);
  }

  std::vector<Claimed> read(const Ids& ids) {
    std::vector<Claimed> claimed;
    for (auto& row : spi_.rows<std::int64_t, std::string, pg::Json, std::int32_t, std::int32_t,
                               std::optional<std::string>, std::optional<std::string>,
                               pg::Timestamp, pg::Timestamp>(read_claimed, system_, ids))
      claimed.push_back(std::make_from_tuple<Claimed>(std::move(row)));
    return claimed;
  }

 private:
  bool is_first(const std::string& group, std::int64_t id) {
    if (!std::get<0>(*spi_.row<bool>(lock_group, system_, queue_, group))) return false;
    const pg::LatestSnapshot latest;
    return !std::get<0>(
        *pg::Spi(pg::Access::read).row<bool>(is_group_busy, system_, queue_, group, id, now_));
  }

  pg::Spi spi_;
  pg::Schema system_;
  const std::string& queue_;
  pg::Timestamp now_;
};

}  // namespace

std::vector<Claimed> claim(pg::Schema system, const std::string& queue, const std::string& worker,
                           std::int64_t count, std::int64_t lease_s) {
  Claim claim(system, queue);
  Ids taken;
  std::int64_t room = claim.room(count);
  while (room > 0) {
    const Batch batch = claim.find(room);
    if (batch.all.empty()) break;
    claim.take_or_give_up(batch, worker, lease_s);
    taken.insert(taken.end(), batch.due.begin(), batch.due.end());
    room -= static_cast<std::int64_t>(batch.due.size());
    // What was given up makes room for others.
    if (batch.due.size() == batch.all.size()) break;
  }
  return taken.empty() ? std::vector<Claimed>() : claim.read(taken);
}

}  // namespace socle::jobs
