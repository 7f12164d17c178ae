// What a job may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::jobs {

inline constexpr std::int32_t priority_max = 100;
inline constexpr std::int32_t attempts_max = 100;

// The longest for which a key stays taken: a year.
inline constexpr std::int32_t period_s_max = 31'536'000;

// The longest that a function may run as a job.
inline constexpr std::int32_t time_limit_s_max = 3'600;

// The queue of functions that the library's job worker runs; their kind is the function's name.
inline constexpr std::string_view sql_queue = "sql";

// Names a field whose value is none of those allowed (`invalid_value`).
Check check_kind(std::string_view kind);
Check check_queue_name(std::string_view name);
Check check_key(std::string_view field, const std::optional<std::string>& key);
Check check_range(std::string_view field, std::int64_t value, std::int64_t least,
                  std::int64_t most);

}  // namespace socle::jobs
