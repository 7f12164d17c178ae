// jsonb objects made of rows, and what triggers remember of their tables.
#include "pg/json_object.hpp"
#include "pg/row_columns.hpp"
#include "pg/trigger_memory.hpp"

namespace socle::test {

namespace {

constinit pg::Statement<pg::JsonDatum> keep{"insert into test.made (object) values ($1)"};

// The row, once as it is and once deeper, beside a text and an object without members.
void write_json(pg::Trigger& trigger) {
  const std::vector<pg::Column> columns = pg::columns_of(trigger);
  pg::JsonObject object;
  object.open("row");
  for (const pg::Column& column : columns) object.add(column, trigger.new_row());
  object.close();
  object.add("text", "é");
  object.open("empty");
  object.close();
  object.open("a");
  object.open("b");
  object.open("row");
  for (auto column = columns.rbegin(); column != columns.rend(); ++column)
    object.add(*column, trigger.new_row());
  object.close();
  object.close();
  object.close();
  pg::Spi spi;
  spi.run(keep, object.finish());
}

// The names of the columns that the trigger remembers, and how often it looked.
struct Plan {
  std::string names;
};
constinit pg::TriggerMemory<Plan> known;
constinit int looks = 0;
void forget(Oid table) noexcept { known.forget(table); }

void write_names(pg::Trigger& trigger) {
  static const bool is_listening = (pg::on_table_change(forget), true);
  (void)is_listening;
  const std::shared_ptr<const Plan> plan = known.of(trigger, [](const pg::Trigger& fired) {
    Plan made{std::to_string(++looks)};
    for (const pg::Column& column : pg::columns_of(fired)) made.names += " " + column.name;
    return made;
  });
  trigger.new_row().set("note", plan->names);
}

}  // namespace

}  // namespace socle::test

SOCLE_TRIGGER(test_write_json, socle::test::write_json);
SOCLE_TRIGGER(test_write_names, socle::test::write_names);
