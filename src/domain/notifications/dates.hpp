// Dates as people read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle::notifications {

// "2026-12-01" as "1 December 2026" in English, "1er décembre 2026" in any other locale. Nothing if
// it is no day of the calendar.
std::optional<std::string> write_date(std::string_view iso, std::string_view locale);

}  // namespace socle::notifications
