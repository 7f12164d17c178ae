// Triggers. Each is one sentence; the tests attach them to tables.
#include "pg/trigger.hpp"

namespace socle::test {

namespace {

// Fills the memory of the connection to SPI.
constinit pg::Statement<std::string> give_back{"select $1"};
void use_memory(pg::Spi& spi, int rounds) {
  for (int i = 0; i < rounds; ++i) spi.run(give_back, std::string(500, 'x'));
}

void stamp(pg::Trigger& trigger) { trigger.new_row().set("note", "stamped"); }

// Changes NEW while a connection to SPI is open, and lets it outlive that.
void stamp_in_spi(pg::Trigger& trigger) {
  {
    pg::Spi spi;
    use_memory(spi, 10);
    trigger.new_row().set("note", std::string(500, 'n'));
    trigger.new_row().set("amount", std::optional<std::int64_t>(7));
  }
  pg::Spi spi;
  use_memory(spi, 200);
}

// Every kind of column.
void fill(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  row.set("id", *parse_uuid("00000000-0000-0000-0000-000000000001"));
  row.set("colour", "green");
  row.set("price", std::string("12.50"));
  row.set("data", pg::Json{R"({"a": 1})"});
  row.set("at", pg::Timestamp{0});
  row.set("is_done", true);
  row.set("amount", std::optional<std::int64_t>());
  row.set_null("note");
}

// What old and new say of each other, into `note`.
void compare(pg::Trigger& trigger) {
  pg::Row& before = trigger.old_row();
  pg::Row& after = trigger.new_row();
  std::string note;
  for (const char* column : {"colour", "amount", "note", "price"})
    if (pg::Row::differs(before, after, column)) note += std::string(column) + " ";
  note += before.get<std::string>("colour") + " ";
  note += std::to_string(after.get<std::optional<std::int64_t>>("amount").value_or(-1));
  note += after.is_null("data") ? " without data" : " with data";
  after.set("note", note);
}

// Reads what it has written.
void append(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  for (const char* word : {" once", " twice"})
    row.set("note", row.get<std::string>("note") + word);
}

// One row per event into the journal.
constinit pg::Statement<std::string> write_journal{"insert into test.journal (text) values ($1)"};
void journal(pg::Trigger& trigger) {
  std::string text = trigger.is_insert()   ? "insert "
                     : trigger.is_update() ? "update "
                     : trigger.is_delete() ? "delete "
                                           : "truncate ";
  text += trigger.table_name();
  if (trigger.is_delete()) text += " " + trigger.old_row().get<std::string>("colour");
  pg::Spi spi;
  spi.run(write_journal, text);
}

constinit pg::Statement<> count_added{"select count(*), sum(amount)::bigint from added"};
void count_rows(pg::Trigger& trigger, FunctionCallInfo fcinfo) {
  pg::Spi spi;
  spi.register_transition_tables(fcinfo);
  const auto [count, sum] = spi.row<std::int64_t, std::int64_t>(count_added).value();
  spi.run(write_journal,
          trigger.table_name() + " " + std::to_string(count) + " rows, " + std::to_string(sum));
}
Datum count_added_rows(FunctionCallInfo fcinfo) {
  pg::Trigger trigger(fcinfo);
  count_rows(trigger, fcinfo);
  return trigger.result();
}

// Mistakes of a programmer, which must be errors and not crashes.
void set_unknown(pg::Trigger& trigger) { trigger.new_row().set("no_such_column", "x"); }
void get_unknown(pg::Trigger& trigger) { trigger.new_row().get<std::string>("ctid"); }
void set_wrong_type(pg::Trigger& trigger) { trigger.new_row().set("amount", true); }
void get_wrong_type(pg::Trigger& trigger) { trigger.new_row().get<bool>("amount"); }
void get_null(pg::Trigger& trigger) { trigger.new_row().get<std::string>("note"); }
void set_no_such_colour(pg::Trigger& trigger) { trigger.new_row().set("colour", "loud"); }
void set_half_a_character(pg::Trigger& trigger) { trigger.new_row().set("note", "\xC3"); }
void use_both_rows(pg::Trigger& trigger) {
  trigger.old_row().is_null("note");
  trigger.new_row().is_null("note");
}

}  // namespace

}  // namespace socle::test

SOCLE_TRIGGER(test_stamp, socle::test::stamp);
SOCLE_TRIGGER(test_stamp_in_spi, socle::test::stamp_in_spi);
SOCLE_TRIGGER(test_fill, socle::test::fill);
SOCLE_TRIGGER(test_compare, socle::test::compare);
SOCLE_TRIGGER(test_append, socle::test::append);
SOCLE_TRIGGER(test_journal, socle::test::journal);
SOCLE_ENTRY(test_count_added_rows, socle::test::count_added_rows);
SOCLE_TRIGGER(test_set_unknown, socle::test::set_unknown);
SOCLE_TRIGGER(test_get_unknown, socle::test::get_unknown);
SOCLE_TRIGGER(test_set_wrong_type, socle::test::set_wrong_type);
SOCLE_TRIGGER(test_get_wrong_type, socle::test::get_wrong_type);
SOCLE_TRIGGER(test_get_null, socle::test::get_null);
SOCLE_TRIGGER(test_set_no_such_colour, socle::test::set_no_such_colour);
SOCLE_TRIGGER(test_set_half_a_character, socle::test::set_half_a_character);
SOCLE_TRIGGER(test_use_both_rows, socle::test::use_both_rows);
