// The aggregate csv(): rows of any shape as a file for spreadsheets. PostgREST calls it where a
// client says `Accept: text/csv`.
#include "domain/csv.hpp"
#include "pg/aggregate.hpp"
#include "pg/value.hpp"

namespace socle {

namespace {

std::string titles(const std::vector<pg::Column>& columns) {
  csv::Writer csv;
  for (const pg::Column& column : columns) csv.field(std::string_view(column.name));
  csv.end_row();
  return csv.take();
}

Datum csv_add(FunctionCallInfo fcinfo) {
  pg::GrowingText file(fcinfo);
  const std::vector<pg::Column> columns = pg::read_columns(fcinfo, 1);
  if (file.is_empty()) file.append(titles(columns));
  csv::Writer csv;
  for (const pg::Column& column : columns) {
    const std::string text = column.text.value_or("");
    column.is_number ? csv.number(text) : csv.field(std::string_view(text));
  }
  csv.end_row();
  file.append(csv.take());
  return file.state();
}

Datum csv_end(FunctionCallInfo fcinfo) {
  const pg::GrowingText file(fcinfo);
  return pg::Type<std::string>::write(file.text());
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_csv_add, socle::csv_add);
SOCLE_ENTRY(socle_csv_end, socle::csv_end);
