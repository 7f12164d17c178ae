// The values of platform_settings, with the defaults of the domain, remembered per backend.
#pragma once

#include <string>
#include <string_view>

#include "pg/function.hpp"

namespace socle {

// The JSON value of a known key in `system`. Needs the rights of the system's owner.
std::string setting_json(pg::Schema system, std::string_view key);

// Grows when a setting of any system may have changed. Who keeps what he made of settings reads
// this first, and reads them again when it is another.
std::uint64_t setting_news();

std::int64_t integer_setting(pg::Schema system, std::string_view key);
std::string text_setting(pg::Schema system, std::string_view key);

}  // namespace socle
