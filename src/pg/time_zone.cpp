#include "pg/time_zone.hpp"

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

Date day_in_zone(Timestamp time, const std::string& zone) {
  const Datum name = Type<std::string>::write(zone);
  const Datum day = call([&] {
    const Datum local =
        DirectFunctionCall2(timestamptz_zone, name, TimestampTzGetDatum(time.microseconds));
    return DirectFunctionCall1(timestamp_date, local);
  });
  return Type<Date>::read(day);
}

}  // namespace socle::pg
