#include "socle/deadlines.hpp"

#include <algorithm>
#include <limits>

#include "domain/deadlines/backoff.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/direct_table.hpp"
#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"
#include "pg/transaction.hpp"

namespace socle::deadlines {

namespace {

// As extension/shared/deadlines.sql makes it.
namespace column {
enum Column {
  id,
  kind,
  subject_id,
  level,
  due_at,
  next_attempt_at,
  attempts,
  last_error,
  done_at,
  created_at
};
}
constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},
    {"kind", "text"},
    {"subject_id", "uuid"},
    {"level", "int4"},
    {"due_at", "timestamptz"},
    {"next_attempt_at", "timestamptz"},
    {"attempts", "int4"},
    {"last_error", "text"},
    {"done_at", "timestamptz"},
    {"created_at", "timestamptz"},
};
constexpr int key_columns[] = {column::kind, column::subject_id, column::level};
constexpr pg::DirectTable table{.name = "deadlines",
                                .columns = columns,
                                .checks = pg::checked_here,
                                .guard = "",
                                .is_emptied = true,
                                .key = key_columns};

constinit pg::SchemaStatement<pg::Timestamp, std::int64_t> find_next{
    "select kind, subject_id, level, id, next_attempt_at from {schema}.deadlines"
    " where done_at is null and next_attempt_at <= clock_timestamp()"
    "   and (next_attempt_at, id) > ($1, $2)"
    " order by next_attempt_at, id limit 1"};
// By its key, and only as long as it has not been set anew.
#define THIS_ONE " where kind = $1 and subject_id = $2 and level = $3 and id = $4"
// Another runner has it, or it was moved or dropped meanwhile: no row.
constinit pg::SchemaStatement<std::string, Uuid, std::int32_t, std::int64_t> claim{
    "select from {schema}.deadlines" THIS_ONE
    " and done_at is null and next_attempt_at <= clock_timestamp() for update skip locked"};
constinit pg::SchemaStatement<std::string, Uuid, std::int32_t, std::int64_t> mark_done{
    "update {schema}.deadlines set done_at = clock_timestamp()" THIS_ONE};
constinit pg::SchemaStatement<std::string, Uuid, std::int32_t, std::int64_t> count_failures{
    "select attempts::bigint + 1 from {schema}.deadlines" THIS_ONE
    " and done_at is null for update skip locked"};
constinit pg::SchemaStatement<std::string, Uuid, std::int32_t, std::int64_t, std::string,
                              std::int64_t>
    note_failure{
        "update {schema}.deadlines set attempts = attempts + 1, last_error = $5,"
        "   next_attempt_at = clock_timestamp() + $6 * interval '1 microsecond'" THIS_ONE};

constexpr std::string_view lock_not_available = "55P03";

enum class Outcome { done, done_as_last, skipped, failed };

const Kind& require_kind(std::span<const Kind> kinds, std::string_view name) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  if (found == kinds.end())
    throw pg::Refused(Refusal(errors::not_found).with("entity", "deadline_kind").with("id", name));
  return *found;
}

struct Due {
  std::string kind;
  Uuid subject;
  std::int32_t level;
  std::int64_t id;
  pg::Timestamp at;
};

Outcome run_claimed(pg::Schema system, std::span<const Kind> kinds, const Due& due) {
  if (pg::Spi().run(claim, system, due.kind, due.subject, due.level, due.id) == 0)
    return Outcome::skipped;
  const Kind& kind = require_kind(kinds, due.kind);
  kind.run(system, due.subject, due.level);
  pg::Spi().run(mark_done, system, due.kind, due.subject, due.level, due.id);
  return kind.is_last ? Outcome::done_as_last : Outcome::done;
}

void remember_failure(pg::Schema system, const Due& due, const pg::Failure& failure) {
  pg::Spi spi;
  const auto failures =
      spi.row<std::int64_t>(count_failures, system, due.kind, due.subject, due.level, due.id);
  if (!failures) return;
  spi.run(note_failure, system, due.kind, due.subject, due.level, due.id,
          failure.sqlstate + ": " + failure.message, backoff_us(std::get<0>(*failures)));
}

Outcome run_one(pg::Schema system, std::span<const Kind> kinds, const Due& due) {
  Outcome outcome = Outcome::failed;
  const auto failure = pg::attempt([&] { outcome = run_claimed(system, kinds, due); });
  if (!failure) return outcome;
  if (failure->sqlstate == lock_not_available) return Outcome::skipped;
  remember_failure(system, due, *failure);
  return Outcome::failed;
}

std::optional<Due> next_due(pg::Schema system, pg::Timestamp after, std::int64_t after_id) {
  const auto row = pg::Spi().row<std::string, Uuid, std::int32_t, std::int64_t, pg::Timestamp>(
      find_next, system, after, after_id);
  if (!row) return std::nullopt;
  return std::make_from_tuple<Due>(*row);
}

}  // namespace

void set(pg::Schema system, std::string_view kind, const Uuid& subject, pg::Timestamp due_at,
         std::int32_t level) {
  const pg::FreshSnapshot now;
  pg::OpenTable deadlines(system, table);
  const Datum key[] = {pg::write_datum(kind).value, pg::write_datum(subject).value,
                       pg::write_datum(level).value};
  pg::Timestamp created_at{pg::wall_time()};
  while (deadlines.find_newest(key)) {
    const auto planned = deadlines.get<pg::Timestamp>(column::due_at);
    if (planned.microseconds == due_at.microseconds) return;
    created_at = deadlines.get<pg::Timestamp>(column::created_at);
    if (deadlines.remove()) break;
  }
  const NullableDatum row[] = {
      pg::write_datum(deadlines.next_id()),
      pg::write_datum(kind),
      pg::write_datum(subject),
      pg::write_datum(level),
      pg::write_datum(due_at),
      pg::write_datum(due_at),
      pg::write_datum(std::int32_t{0}),
      pg::write_datum(std::optional<std::string>()),
      pg::write_datum(std::optional<pg::Timestamp>()),
      pg::write_datum(created_at),
  };
  static_assert(std::size(row) == std::size(columns));
  deadlines.insert(row);
}

void drop(pg::Schema system, std::string_view kind, const Uuid& subject) {
  const pg::FreshSnapshot now;
  pg::OpenTable deadlines(system, table);
  std::int32_t level = -1;
  for (;;) {
    const Datum key[] = {pg::write_datum(kind).value, pg::write_datum(subject).value,
                         pg::write_datum(level).value};
    if (!deadlines.find_newest_after(key)) return;
    const bool is_done = !deadlines.value(column::done_at).isnull;
    const auto found = deadlines.get<std::int32_t>(column::level);
    if (is_done || deadlines.remove()) level = found;
  }
}

std::int64_t run_due(pg::Schema system, std::span<const Kind> kinds, std::int64_t limit) {
  pg::Timestamp after{std::numeric_limits<std::int64_t>::min()};  // -infinity
  std::int64_t after_id = 0;
  std::int64_t done = 0;
  while (done < limit) {
    const auto due = next_due(system, after, after_id);
    if (!due) break;
    after = due->at;
    after_id = due->id;
    const Outcome outcome = run_one(system, kinds, *due);
    if (outcome == Outcome::done || outcome == Outcome::done_as_last) ++done;
    if (outcome == Outcome::done_as_last) break;
  }
  return done;
}

}  // namespace socle::deadlines
