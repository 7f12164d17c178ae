// Times as devices write them.
#pragma once

#include <optional>
#include <string_view>

#include "domain/tracking/geometry.hpp"

namespace socle::tracking {

// ISO 8601 with a zone: "2026-11-20T21:48:56.123Z", "2026-11-20 21:48:56+01:00", "…+01". Seconds
// may be missing; digits beyond the microsecond are dropped. Nothing for anything else, a leap
// second or a day that is none.
std::optional<Instant> parse_instant(std::string_view text);

// Milliseconds since 1970-01-01 UTC, as JavaScript has them. Nothing outside of the years 1 … 9999.
std::optional<Instant> instant_of_unix_ms(double milliseconds);

}  // namespace socle::tracking
