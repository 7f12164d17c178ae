// What the library's processes leave in shared memory of themselves.
#pragma once

#include <cstdint>
#include <optional>

namespace socle {

inline constexpr const char* library_version = "0.1.0";

// The relay was at work, and told listeners of the events up to `told`.
void note_relay(std::int64_t told);

// Seconds since they were last at work; nothing if never, or without shared memory.
std::optional<std::int64_t> worker_silent_s();
std::optional<std::int64_t> relay_silent_s();
std::int64_t worker_ticks();
std::int64_t events_told();

}  // namespace socle
