// admin_kpis(): the numbers of a period beside those of the one before; and whether they are right.
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
