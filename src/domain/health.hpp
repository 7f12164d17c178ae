// Whether a system is well, from what can be seen of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace socle {

using Seconds = std::optional<std::int64_t>;

struct Signs {
  bool is_preloaded = false;
  bool has_worker = false;  // one is to serve this database
  bool is_in_recovery = false;
  bool versions_match = false;  // of the library and the extensions
  std::int64_t pending_scripts = 0;
  Seconds worker_silent_s;  // none if it was never heard of
  Seconds relay_silent_s;
  std::int64_t untold_events = 0;
  Seconds deadline_late_s;  // none if nothing is due
  Seconds job_late_s;
};

struct Bounds {
  std::int64_t deadline_s_max;
  std::int64_t job_s_max;
};

// Problems make a system unfit to serve; warnings want somebody to look.
struct Verdict {
  std::vector<std::string_view> problems;
  std::vector<std::string_view> warnings;
  bool is_ok() const { return problems.empty(); }
};

// Problems: version_mismatch, migrations_pending, not_preloaded, worker_silent, relay_silent (more
// than ten seconds). Warnings: events_untold (more than 10,000), deadlines_late, jobs_late. A
// server in recovery has no workers, and lateness is its primary's matter.
Verdict judge(const Signs& signs, const Bounds& bounds);

}  // namespace socle
