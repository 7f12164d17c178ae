// Functions that return sets.
#include "pg/set_result.hpp"

namespace socle::test {

namespace {

// (bigint, text): the numbers from 1 to the argument, even ones with a label.
Datum series(FunctionCallInfo fcinfo) {
  const auto count = pg::argument<std::int64_t>(fcinfo, 0);
  pg::SetResult result(fcinfo);
  for (std::int64_t n = 1; n <= count; ++n)
    result.add(n,
               n % 2 == 0 ? std::optional<std::string>("even " + std::to_string(n)) : std::nullopt);
  return 0;
}

// (bigint)
Datum single_column(FunctionCallInfo fcinfo) {
  pg::SetResult result(fcinfo);
  result.add(std::int64_t{1});
  result.add(std::optional<std::int64_t>());
  return 0;
}

// Rows that are read while SPI is open, and an error in the midst of them.
constinit pg::Statement<std::int64_t> read_rows{
    "select n, 'label ' || 10 / (n - 3) from generate_series(1, $1) as n"};
Datum rows_from_spi(FunctionCallInfo fcinfo) {
  const auto count = pg::argument<std::int64_t>(fcinfo, 0);
  pg::SetResult result(fcinfo);
  pg::Spi spi;
  for (std::int64_t n = 1; n <= count; ++n)
    for (const auto& [number, label] : spi.rows<std::int64_t, std::string>(read_rows, n))
      result.add(number, label);
  return 0;
}

}  // namespace

}  // namespace socle::test

SOCLE_ENTRY(test_series, socle::test::series);
SOCLE_ENTRY(test_single_column, socle::test::single_column);
SOCLE_ENTRY(test_rows_from_spi, socle::test::rows_from_spi);
