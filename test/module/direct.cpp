// Rows of an open table, written past the executor.
#include "pg/arrays.hpp"
#include "pg/direct_table.hpp"
#include "pg/trigger.hpp"

namespace socle::test {

namespace {

constexpr pg::ExpectedColumn columns[] = {{"id", "int8"}, {"parent_id", "uuid"}, {"name", "text"}};
constexpr std::string_view called[] = {"test_tell_level"};
constexpr pg::DirectTable table{"open_rows", columns, pg::checked_here, "", {}, called};

// `count` rows at once; the last one may have another parent.
std::int64_t insert_rows(pg::Schema schema, const std::optional<Uuid>& parent,
                         const std::optional<std::string>& name,
                         const std::optional<std::int32_t>& count,
                         const std::optional<Uuid>& last) {
  pg::OpenTable rows(schema, table);
  std::vector<NullableDatum> values;
  for (std::int32_t i = 0; i < count.value_or(1); ++i) {
    const bool is_other = last && i + 1 == count.value_or(1);
    values.push_back(pg::write_datum(rows.next_id()));
    values.push_back(pg::write_datum(is_other ? last : parent));
    values.push_back(pg::write_datum(name));
  }
  rows.insert_rows(values.data(), static_cast<std::size_t>(count.value_or(1)));
  return pg::Type<std::int64_t>::read(values[values.size() - std::size(columns)].value);
}

constexpr pg::ExpectedColumn entry_columns[] = {
    {"name", "text"}, {"level", "int4"}, {"is_done", "bool"}};
constexpr int entry_key[] = {0, 1};
constexpr pg::DirectTable entries{.name = "entries",
                                  .columns = entry_columns,
                                  .checks = pg::checked_here,
                                  .guard = "",
                                  .is_emptied = true,
                                  .key = entry_key};

// Deletes the entries of this name that are not done; their levels, in order.
std::vector<std::int32_t> remove_entries(pg::Schema schema,
                                         const std::optional<std::string>& name) {
  const pg::FreshSnapshot now;
  pg::OpenTable rows(schema, entries);
  std::vector<std::int32_t> removed;
  std::int32_t level = -1;
  for (;;) {
    const Datum key[] = {pg::write_datum(name).value, pg::write_datum(level).value};
    if (!rows.find_newest_after(key)) return removed;
    const bool is_done = rows.get<bool>(2);
    const auto found = rows.get<std::int32_t>(1);
    if (!is_done && !rows.remove()) continue;
    level = found;
    if (!is_done) removed.push_back(level);
  }
}

// Who fires it: a row, and which, or a statement.
constinit pg::Statement<std::string> write_journal{"insert into test.journal (text) values ($1)"};
void tell_level(pg::Trigger& trigger) {
  const std::string level =
      trigger.is_for_row() ? "row " + trigger.new_row().get<std::string>("name") : "statement";
  pg::Spi().run(write_journal, level);
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_insert_rows, socle::test::insert_rows);
SOCLE_EXPORT(test_remove_entries, socle::test::remove_entries);
SOCLE_TRIGGER(test_tell_level, socle::test::tell_level);
