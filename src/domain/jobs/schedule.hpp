// What becomes of a schedule that is due, also when nobody looked for a while.
#pragma once

#include <vector>

#include "domain/jobs/cron.hpp"

namespace socle::jobs {

// What is done about runs whose time went by unseen.
enum class CatchUp {
  skip,  // nothing
  once,  // one run for all of them
  all,   // each of them, oldest first
};

// Refuses what is none (`invalid_value` of catch_up).
Result<CatchUp> read_catch_up(std::string_view word);

// How late a run may be and still be in time.
inline constexpr Seconds grace_s = 60;
// How many runs are made up for at one time; the rest comes at the next.
inline constexpr std::int64_t runs_at_once_max = 100;
// Up to how many are counted one by one. Of more, all but the last are left out.
inline constexpr std::int64_t counted_max = 10'000;

struct Decision {
  std::vector<Seconds> runs;    // to be run, by the time when they were due
  std::int64_t missed = 0;      // that are left out
  std::optional<Seconds> next;  // when to look again; nothing if it is never due any more
};

// For a schedule that is due at `due`, and now it is `now`, not earlier.
Decision decide(const Cron& cron, const OffsetAt& zone, CatchUp catch_up, Seconds due, Seconds now);

}  // namespace socle::jobs
