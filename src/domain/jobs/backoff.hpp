// When a job that failed is tried again.
#pragma once

#include <cstdint>

namespace socle::jobs {

inline constexpr std::int64_t us_per_second = 1'000'000;

// The pause after attempt number `attempt` (1 for the first): `base_s` seconds, doubled each time,
// at most `max_s`; of that the second half is by chance, so that jobs that failed together do not
// come back together. The chance is of `job` and `attempt`: asked again, the answer is the same.
std::int64_t backoff_us(std::int64_t job, std::int64_t attempt, std::int64_t base_s,
                        std::int64_t max_s);

}  // namespace socle::jobs
