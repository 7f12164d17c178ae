#include "domain/health.hpp"

namespace socle {

namespace {

constexpr std::int64_t silence_s_max = 10;
constexpr std::int64_t untold_events_max = 10'000;

bool is_silent(const Seconds& silence) { return !silence || *silence > silence_s_max; }
bool is_late(const Seconds& lateness, std::int64_t limit) { return lateness && *lateness > limit; }

}  // namespace

Verdict judge(const Signs& signs, const Bounds& bounds) {
  Verdict verdict;
  const auto problem = [&](bool is_so, std::string_view name) {
    if (is_so) verdict.problems.push_back(name);
  };
  const auto warning = [&](bool is_so, std::string_view name) {
    if (is_so) verdict.warnings.push_back(name);
  };
  problem(!signs.versions_match, "version_mismatch");
  problem(signs.pending_scripts > 0, "migrations_pending");
  problem(!signs.is_preloaded, "not_preloaded");
  if (signs.is_in_recovery) return verdict;
  const bool has_worker = signs.is_preloaded && signs.has_worker;
  problem(has_worker && is_silent(signs.worker_silent_s), "worker_silent");
  problem(has_worker && is_silent(signs.relay_silent_s), "relay_silent");
  warning(has_worker && signs.untold_events > untold_events_max, "events_untold");
  warning(is_late(signs.deadline_late_s, bounds.deadline_s_max), "deadlines_late");
  warning(is_late(signs.job_late_s, bounds.job_s_max), "jobs_late");
  return verdict;
}

}  // namespace socle
