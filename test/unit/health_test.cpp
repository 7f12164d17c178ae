#include "domain/health.hpp"

#include <gtest/gtest.h>

namespace socle {
namespace {

using Names = std::vector<std::string_view>;

constexpr Bounds bounds{600, 3600};

Signs well() {
  Signs signs;
  signs.is_preloaded = signs.has_worker = signs.versions_match = true;
  signs.worker_silent_s = signs.relay_silent_s = 10;
  signs.untold_events = 10'000;
  signs.deadline_late_s = 600;
  signs.job_late_s = 3600;
  return signs;
}

Names problems_of(const Signs& signs) { return judge(signs, bounds).problems; }
Names warnings_of(const Signs& signs) { return judge(signs, bounds).warnings; }

TEST(Health, IsWellUpToTheBounds) {
  EXPECT_TRUE(judge(well(), bounds).is_ok());
  EXPECT_EQ(warnings_of(well()), Names());
}

TEST(Health, NamesEachProblem) {
  Signs signs = well();
  signs.versions_match = false;
  EXPECT_EQ(problems_of(signs), Names{"version_mismatch"});
  signs = well();
  signs.pending_scripts = 1;
  EXPECT_EQ(problems_of(signs), Names{"migrations_pending"});
  signs = well();
  signs.worker_silent_s = 11;
  EXPECT_EQ(problems_of(signs), Names{"worker_silent"});
  signs = well();
  signs.relay_silent_s.reset();
  EXPECT_EQ(problems_of(signs), Names{"relay_silent"});
  EXPECT_FALSE(judge(signs, bounds).is_ok());
}

TEST(Health, WarnsWithoutBeingUnfit) {
  Signs signs = well();
  signs.untold_events = 10'001;
  EXPECT_EQ(warnings_of(signs), Names{"events_untold"});
  signs = well();
  signs.deadline_late_s = 601;
  EXPECT_EQ(warnings_of(signs), Names{"deadlines_late"});
  signs = well();
  signs.job_late_s = 3601;
  EXPECT_EQ(warnings_of(signs), Names{"jobs_late"});
  EXPECT_TRUE(judge(signs, bounds).is_ok());
}

TEST(Health, ExpectsNoWorkerWhereNoneIsToBe) {
  Signs signs = well();
  signs.worker_silent_s.reset();
  signs.relay_silent_s.reset();
  signs.untold_events = 20'000;
  signs.has_worker = false;
  EXPECT_EQ(problems_of(signs), Names());
  EXPECT_EQ(warnings_of(signs), Names());
  signs.has_worker = true;
  signs.is_preloaded = false;
  EXPECT_EQ(problems_of(signs), Names{"not_preloaded"});
  signs.is_preloaded = true;
  signs.is_in_recovery = true;
  signs.deadline_late_s = 10'000;
  EXPECT_EQ(problems_of(signs), Names());
  EXPECT_EQ(warnings_of(signs), Names());
}

}  // namespace
}  // namespace socle
