#include "pg/time_zone.hpp"

#include <chrono>

#include "pg/transaction.hpp"

namespace socle::pg {

TimeZone::TimeZone(const std::string& name)
    : zone_(call([text = name.c_str()] {
        pg_tz* const zone = pg_tzset(text);
        if (zone == nullptr)
          ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                          errmsg("time zone \"%s\" not recognized", text)));
        return zone;
      })) {}

bool is_time_zone(const std::string& name) {
  return call([text = name.c_str()] { return pg_tzset(text); }) != nullptr;
}

std::int64_t TimeZone::offset_s(std::int64_t unix_s) const {
  const pg_time_t time = unix_s;
  const pg_tm* const shown = pg_localtime(&time, zone_);
  return shown == nullptr ? 0 : shown->tm_gmtoff;
}

std::int32_t TimeZone::day_of(Timestamp time) const {
  using std::chrono::days, std::chrono::floor, std::chrono::seconds;
  const auto utc = floor<seconds>(std::chrono::microseconds(time.microseconds));
  const auto local = utc + seconds(offset_s(utc.count() + epoch_offset_s));
  return static_cast<std::int32_t>(floor<days>(local).count());
}

}  // namespace socle::pg
