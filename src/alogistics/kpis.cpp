// What staff ask of the figures: of a period, beside the one before, day by day; and whether they
// are right.
#include "alogistics/checks.hpp"
#include "alogistics/periods.hpp"
#include "alogistics/system.hpp"
#include "pg/set_result.hpp"

namespace socle::alogistics {

namespace {

using OptionalDate = std::optional<pg::Date>;
using OptionalNumber = std::optional<pg::Numeric>;

constinit pg::Statement<pg::Timestamp, pg::Timestamp, pg::Timestamp> read_kpis{
    "select section, metric, detail, currency, unit, value, previous, change_percent"
    " from alogistics.kpis($1, $2, $3)"};

constinit pg::Statement<> read_differences{
    "select span, at, figure, detail, currency, times, total, counted_times, counted_total"
    " from alogistics.compare_figures()"};

Datum admin_kpis(FunctionCallInfo fcinfo) {
  const pg::Schema system = require_tables();
  require_staff(system);
  pg::require_arguments(fcinfo, 3);
  const Period period =
      require_period(pg::argument<OptionalDate>(fcinfo, 0), pg::argument<OptionalDate>(fcinfo, 1),
                     pg::argument<OptionalText>(fcinfo, 2));
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  for (const auto& row :
       spi.rows<std::string, std::string, std::string, std::string, std::string, OptionalNumber,
                OptionalNumber, OptionalNumber>(read_kpis, period.previous, period.from, period.to))
    std::apply([&](const auto&... columns) { table.add(columns...); }, row);
  return 0;
}

constexpr std::int32_t daily_days_max = 366;
constexpr std::int32_t top_count_max = 1000;

constinit pg::Statement<pg::Date, pg::Date, std::string> read_daily{
    "select day, section, metric, detail, currency, unit, value from alogistics.daily($1, $2, $3)"};
constinit pg::Statement<pg::Timestamp, pg::Timestamp, pg::Timestamp, std::int32_t> read_routes{
    "select pickup_city, delivery_city, currency, jobs, amount, average_price, previous_jobs,"
    " change_percent from alogistics.top_routes($1, $2, $3, $4)"};
constinit pg::Statement<pg::Timestamp, pg::Timestamp, pg::Timestamp, std::int32_t>
    read_transporters{
        "select transporter_id, name, currency, jobs, earnings, on_time_percent, rating_average,"
        " previous_jobs, change_percent from alogistics.top_transporters($1, $2, $3, $4)"};

Datum admin_daily(FunctionCallInfo fcinfo) {
  const pg::Schema system = require_tables();
  require_staff(system);
  pg::require_arguments(fcinfo, 3);
  const auto from = pg::argument<OptionalDate>(fcinfo, 0);
  const auto to = pg::argument<OptionalDate>(fcinfo, 1);
  const auto zone = pg::argument<OptionalText>(fcinfo, 2);
  require_period(from, to, zone, daily_days_max);
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  for (const auto& row : spi.rows<pg::Date, std::string, std::string, std::string, std::string,
                                  std::string, pg::Numeric>(read_daily, *from, *to, *zone))
    std::apply([&](const auto&... columns) { table.add(columns...); }, row);
  return 0;
}

// The rows of a statement that reads the best of a period.
template <class... Columns, class Statement>
Datum answer_top(FunctionCallInfo fcinfo, Statement& statement) {
  const pg::Schema system = require_tables();
  require_staff(system);
  pg::require_arguments(fcinfo, 4);
  const Period period =
      require_period(pg::argument<OptionalDate>(fcinfo, 0), pg::argument<OptionalDate>(fcinfo, 1),
                     pg::argument<OptionalText>(fcinfo, 2));
  const auto most = require(pg::argument<std::optional<std::int32_t>>(fcinfo, 3), "max_count");
  if (most < 1 || most > top_count_max) refuse_value("max_count", "not between 1 and 1000");
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  for (const auto& row :
       spi.rows<Columns...>(statement, period.previous, period.from, period.to, most))
    std::apply([&](const auto&... columns) { table.add(columns...); }, row);
  return 0;
}

Datum admin_top_routes(FunctionCallInfo fcinfo) {
  return answer_top<std::string, std::string, std::string, std::int64_t, std::int64_t, std::int64_t,
                    std::int64_t, OptionalNumber>(fcinfo, read_routes);
}

Datum admin_top_transporters(FunctionCallInfo fcinfo) {
  return answer_top<Uuid, std::string, std::string, std::int64_t, std::int64_t, pg::Numeric,
                    OptionalNumber, std::int64_t, OptionalNumber>(fcinfo, read_transporters);
}

Datum figures_differ(FunctionCallInfo fcinfo) {
  const pg::Schema system = require_tables();
  require_staff(system);
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  for (const auto& row :
       spi.rows<std::string, pg::Timestamp, std::string, std::string, std::string, std::int64_t,
                std::int64_t, std::int64_t, std::int64_t>(read_differences))
    std::apply([&](const auto&... columns) { table.add(columns...); }, row);
  return 0;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_admin_kpis, socle::alogistics::admin_kpis);
SOCLE_ENTRY(alogistics_figures_differ, socle::alogistics::figures_differ);
SOCLE_ENTRY(alogistics_admin_daily, socle::alogistics::admin_daily);
SOCLE_ENTRY(alogistics_admin_top_routes, socle::alogistics::admin_top_routes);
SOCLE_ENTRY(alogistics_admin_top_transporters, socle::alogistics::admin_top_transporters);
