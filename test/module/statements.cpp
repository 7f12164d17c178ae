// Kept statements, and what happens to them when the world changes.
#include <malloc.h>

#include "pg/spi.hpp"

namespace socle::test {

namespace {

// The table is not there when this is first prepared.
constinit pg::Statement<std::int64_t> read_late{"select name from test.late where id = $1"};
std::optional<std::string> late(std::int64_t id) {
  pg::Spi spi;
  const auto row = spi.row<std::string>(read_late, id);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

// Not qualified: whichever table search_path finds.
constinit pg::Statement<> count_places{"select count(*) from places"};
std::int64_t places() {
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::int64_t>(count_places).value());
}

constinit pg::SchemaStatement<std::int64_t> read_in_schema{
    "select a.name || ' of ' || b.name from {schema}.things as a, {schema}.things as b"
    " where a.id = $1 and b.id = $1"};
std::string in_schema(pg::Schema schema, std::int64_t id) {
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::string>(read_in_schema, schema, id).value());
}

constinit pg::Statement<std::string> insert_entry{"insert into test.journal (text) values ($1)"};
constinit pg::Statement<> count_entries{"select count(*) from test.journal"};
std::int64_t entries(pg::Access access) {
  pg::Spi spi(access);
  return std::get<0>(spi.row<std::int64_t>(count_entries).value());
}
// How many rows a statement that writes, and one that keeps the snapshot, see after an insert.
std::vector<std::int64_t> entries_after_insert(const std::string& text) {
  std::int64_t touched = 0;
  {
    pg::Spi spi;
    touched = static_cast<std::int64_t>(spi.run(insert_entry, text));
  }
  return {touched, entries(pg::Access::write), entries(pg::Access::read)};
}
void insert_while_reading(const std::string& text) {
  pg::Spi spi(pg::Access::read);
  spi.run(insert_entry, text);
}

// The number of rows of an update whose trigger runs statements of its own.
constinit pg::Statement<> touch_things{"update test.things set name = name"};
std::int64_t touch() {
  pg::Spi spi;
  return static_cast<std::int64_t>(spi.run(touch_things));
}

// The first row of a statement that writes; the rest of it is done all the same.
constinit pg::Statement<std::string> insert_two{
    "insert into test.journal (text) values ($1 || ' 1'), ($1 || ' 2') returning text"};
std::string insert_and_return(const std::string& text) {
  return std::get<0>(pg::Spi().row<std::string>(insert_two, text).value());
}

// Columns as no function should ask for them.
constinit pg::Statement<> one_column{"select 1::bigint"};
constinit pg::Statement<> null_column{"select null::bigint"};
void ask(const std::string& what) {
  pg::Spi spi;
  if (what == "as text") spi.row<std::string>(one_column);
  if (what == "two columns") spi.row<std::int64_t, std::int64_t>(one_column);
  if (what == "a null") spi.row<std::int64_t>(null_column);
}

constinit pg::Statement<std::int64_t> find_things{
    "select id, name from test.things where id > $1 order by id"};
std::vector<std::string> things_after(std::int64_t id) {
  pg::Spi spi;
  std::vector<std::string> names;
  for (const auto& [number, name] :
       spi.rows<std::int64_t, std::optional<std::string>>(find_things, id))
    names.push_back(std::to_string(number) + " " + name.value_or("null"));
  return names;
}

// How much memory a loop over one connection takes between its 100th and its last round.
std::int64_t bytes_of_loop(std::int64_t rounds) {
  pg::Spi spi;
  std::int64_t before = 0;
  for (std::int64_t round = 0; round < rounds; ++round) {
    if (round == 100) before = static_cast<std::int64_t>(mallinfo2().uordblks);
    spi.row<std::int64_t>(one_column);
    spi.run(one_column);
  }
  return static_cast<std::int64_t>(mallinfo2().uordblks) - before;
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_late, socle::test::late);
SOCLE_EXPORT(test_places, socle::test::places);
SOCLE_EXPORT(test_in_schema, socle::test::in_schema);
SOCLE_EXPORT(test_entries_after_insert, socle::test::entries_after_insert);
SOCLE_EXPORT(test_insert_while_reading, socle::test::insert_while_reading);
SOCLE_EXPORT(test_insert_and_return, socle::test::insert_and_return);
SOCLE_EXPORT(test_touch, socle::test::touch);
SOCLE_EXPORT(test_ask, socle::test::ask);
SOCLE_EXPORT(test_things_after, socle::test::things_after);
SOCLE_EXPORT(test_bytes_of_loop, socle::test::bytes_of_loop);
