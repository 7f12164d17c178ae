#include "socle/deadlines.hpp"

#include <algorithm>
#include <limits>

#include "domain/deadlines/backoff.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/subtransaction.hpp"

namespace socle::deadlines {

namespace {

constinit pg::SchemaStatement<std::string, Uuid, std::int32_t, pg::Timestamp> set_deadline{
    "insert into {schema}.deadlines as d (kind, subject_id, level, due_at, next_attempt_at)"
    " values ($1, $2, $3, $4, $4)"
    " on conflict (kind, subject_id, level) do update"
    "   set due_at = excluded.due_at, next_attempt_at = excluded.due_at, attempts = 0,"
    "     last_error = null, done_at = null"
    "   where d.due_at <> excluded.due_at"};
constinit pg::SchemaStatement<std::vector<std::string>, Uuid> drop_deadlines{
    "delete from {schema}.deadlines"
    " where kind = any($1) and subject_id = $2 and done_at is null"};
constinit pg::SchemaStatement<pg::Timestamp, std::int64_t> find_next{
    "select id, next_attempt_at from {schema}.deadlines"
    " where done_at is null and next_attempt_at <= clock_timestamp()"
    "   and (next_attempt_at, id) > ($1, $2)"
    " order by next_attempt_at, id limit 1"};
// Another runner has it, or it was moved or dropped meanwhile: no row.
constinit pg::SchemaStatement<std::int64_t> claim{
    "select kind, subject_id, level from {schema}.deadlines"
    " where id = $1 and done_at is null and next_attempt_at <= clock_timestamp()"
    " for update skip locked"};
constinit pg::SchemaStatement<std::int64_t> mark_done{
    "update {schema}.deadlines set done_at = clock_timestamp() where id = $1"};
constinit pg::SchemaStatement<std::int64_t> count_failures{
    "select attempts::bigint + 1 from {schema}.deadlines where id = $1 and done_at is null"
    " for update skip locked"};
constinit pg::SchemaStatement<std::int64_t, std::string, std::int64_t> note_failure{
    "update {schema}.deadlines set attempts = attempts + 1, last_error = $2,"
    "   next_attempt_at = clock_timestamp() + $3 * interval '1 microsecond' where id = $1"};

constexpr std::string_view lock_not_available = "55P03";

enum class Outcome { done, done_as_last, skipped, failed };

const Kind& require_kind(std::span<const Kind> kinds, std::string_view name) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  if (found == kinds.end())
    throw pg::Refused(Refusal(errors::not_found).with("entity", "deadline_kind").with("id", name));
  return *found;
}

Outcome run_claimed(pg::Schema system, std::span<const Kind> kinds, std::int64_t id) {
  const auto row = pg::Spi().row<std::string, Uuid, std::int32_t>(claim, system, id);
  if (!row) return Outcome::skipped;
  const auto& [name, subject, level] = *row;
  const Kind& kind = require_kind(kinds, name);
  kind.run(system, subject, level);
  pg::Spi().run(mark_done, system, id);
  return kind.is_last ? Outcome::done_as_last : Outcome::done;
}

void remember_failure(pg::Schema system, std::int64_t id, const pg::Failure& failure) {
  pg::Spi spi;
  const auto failures = spi.row<std::int64_t>(count_failures, system, id);
  if (!failures) return;
  spi.run(note_failure, system, id, failure.sqlstate + ": " + failure.message,
          backoff_us(std::get<0>(*failures)));
}

Outcome run_one(pg::Schema system, std::span<const Kind> kinds, std::int64_t id) {
  Outcome outcome = Outcome::failed;
  const auto failure = pg::attempt([&] { outcome = run_claimed(system, kinds, id); });
  if (!failure) return outcome;
  if (failure->sqlstate == lock_not_available) return Outcome::skipped;
  remember_failure(system, id, *failure);
  return Outcome::failed;
}

}  // namespace

void set(pg::Spi& spi, pg::Schema system, std::string_view kind, const Uuid& subject,
         pg::Timestamp due_at, std::int32_t level) {
  spi.run(set_deadline, system, kind, subject, level, due_at);
}

void drop(pg::Spi& spi, pg::Schema system, std::initializer_list<std::string_view> kinds,
          const Uuid& subject) {
  spi.run(drop_deadlines, system, std::vector<std::string>(kinds.begin(), kinds.end()), subject);
}

std::int64_t run_due(pg::Schema system, std::span<const Kind> kinds, std::int64_t limit) {
  pg::Timestamp after{std::numeric_limits<std::int64_t>::min()};  // -infinity
  std::int64_t after_id = 0;
  std::int64_t done = 0;
  while (done < limit) {
    const auto next =
        pg::Spi().row<std::int64_t, pg::Timestamp>(find_next, system, after, after_id);
    if (!next) break;
    after_id = std::get<0>(*next);
    after = std::get<1>(*next);
    const Outcome outcome = run_one(system, kinds, after_id);
    if (outcome == Outcome::done || outcome == Outcome::done_as_last) ++done;
    if (outcome == Outcome::done_as_last) break;
  }
  return done;
}

}  // namespace socle::deadlines
