// Checks of columns that a table's own constraints make too, here with words that name the field.
#pragma once

#include "pg/trigger.hpp"

namespace socle::alogistics {

// `invalid_value` with the field's name and why.
[[noreturn]] void refuse_value(std::string_view field, std::string_view reason);
[[noreturn]] void refuse_too_long(std::string_view field, std::ptrdiff_t characters_max);

// `not_found` with what was looked for.
[[noreturn]] void refuse_missing(std::string_view entity, std::string_view id);
[[noreturn]] void refuse_missing(std::string_view entity, const Uuid& id);
[[noreturn]] void refuse_missing(std::string_view entity, std::int64_t id);

// `missing_value` with the field's name if it is NULL.
void check_given(const pg::Row& row, const char* field);

// Refuses a number outside [least, most], and NaN; NULL passes.
void check_range(const pg::Row& row, const char* field, double least, double most);

// Refuses a text with fewer or more characters; NULL passes.
void check_length(const pg::Row& row, const char* field, std::ptrdiff_t least, std::ptrdiff_t most);

}  // namespace socle::alogistics
