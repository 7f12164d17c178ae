#include "alogistics/periods.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "pg/time_zone.hpp"

namespace socle::alogistics {

namespace {

constexpr std::int64_t quarter_us = 900'000'000;
// Where a time zone has years of four digits, and nothing overflows.
constexpr pg::Date first_day{-36'524};  // 1900-01-01
constexpr pg::Date last_day{109'572};   // 2299-12-31

constinit pg::Statement<pg::Date, std::string> begin_of_day{"select $1::timestamp at time zone $2"};

pg::Timestamp midnight(pg::Spi& spi, pg::Date day, const std::string& time_zone) {
  const auto time = std::get<0>(*spi.row<pg::Timestamp>(begin_of_day, day, time_zone));
  if (time.microseconds % quarter_us != 0)
    refuse_value("time_zone", "midnight was not at a quarter of an hour of UTC then");
  return time;
}

void check_day(std::string_view field, pg::Date day) {
  if (day.days < first_day.days || day.days > last_day.days)
    refuse_value(field, "not between 1900 and 2299");
}

}  // namespace

Period require_period(const std::optional<pg::Date>& from_day,
                      const std::optional<pg::Date>& to_day, const OptionalText& time_zone,
                      std::int32_t days_max) {
  const pg::Date from = require(from_day, "from_day");
  const pg::Date to = require(to_day, "to_day");
  const std::string& zone = require(time_zone, "time_zone");
  check_day("from_day", from);
  check_day("to_day", to);
  if (to.days <= from.days) refuse_value("to_day", "not after from_day");
  if (to.days - from.days > days_max)
    refuse_value("to_day", "more than " + std::to_string(days_max) + " days after from_day");
  if (!pg::is_time_zone(zone)) refuse_value("time_zone", "unknown");
  pg::Spi spi(pg::Access::read);
  const pg::Date previous{from.days - (to.days - from.days)};
  return {midnight(spi, previous, zone), midnight(spi, from, zone), midnight(spi, to, zone)};
}

}  // namespace socle::alogistics
