// The server's time zones.
#pragma once

#include <string>

#include "pg/value.hpp"

namespace socle::pg {

// A time zone by its name; the server keeps it for the life of the process.
class TimeZone {
 public:
  // Raises 22023 if there is none.
  explicit TimeZone(const std::string& name);

  // What its clocks add to UTC, in seconds, at an instant in seconds since 1970.
  std::int64_t offset_s(std::int64_t unix_s) const;

 private:
  pg_tz* zone_;
};

// The day that a time falls on, as AT TIME ZONE says: of a name that is an abbreviation as well,
// such as CET, that one counts. Raises 22023.
Date day_in_zone(Timestamp time, const std::string& zone);

// Whether the server knows a time zone of this name.
bool is_time_zone(const std::string& name);

}  // namespace socle::pg
