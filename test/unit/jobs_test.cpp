// When failed jobs come back, and what a job may be.
#include <gtest/gtest.h>

#include <set>

#include "domain/jobs/backoff.hpp"
#include "domain/jobs/job.hpp"

namespace socle::jobs {
namespace {

TEST(Backoff, DoublesUntilTheLongestPause) {
  std::int64_t pause = 10;
  for (std::int64_t attempt = 1; attempt <= 100; ++attempt) {
    for (std::int64_t job = 1; job <= 50; ++job) {
      const std::int64_t us = backoff_us(job, attempt, 10, 3600);
      EXPECT_GE(us, pause * us_per_second / 2);
      EXPECT_LE(us, pause * us_per_second);
    }
    pause = pause * 2 > 3600 ? 3600 : pause * 2;
  }
}

TEST(Backoff, IsTheSameWhenAskedAgainAndSpreadOverJobs) {
  EXPECT_EQ(backoff_us(7, 3, 10, 3600), backoff_us(7, 3, 10, 3600));
  std::set<std::int64_t> pauses;
  for (std::int64_t job = 1; job <= 1000; ++job) pauses.insert(backoff_us(job, 1, 10, 3600));
  EXPECT_GT(pauses.size(), 990U);
}

TEST(Backoff, NeverExceedsTheLongestPause) {
  EXPECT_LE(backoff_us(1, 1, 100, 5), 5 * us_per_second);
}

TEST(Job, HasAKindOfLowerCase) {
  EXPECT_TRUE(check_kind("mail.confirm_email").ok());
  for (const char* kind : {"", "Mail", ".mail", "1mail", "mail;", "ma il"})
    EXPECT_FALSE(check_kind(kind).ok()) << kind;
  EXPECT_FALSE(check_kind(std::string(101, 'a')).ok());
  EXPECT_FALSE(check_queue_name("a.b").ok());
}

TEST(Job, HasAKeyOfBoundedLength) {
  EXPECT_TRUE(check_key("key", std::nullopt).ok());
  EXPECT_FALSE(check_key("key", std::string()).ok());
  EXPECT_TRUE(check_key("key", std::string(200, 'k')).ok());
  EXPECT_FALSE(check_key("key", std::string(201, 'k')).ok());
}

}  // namespace
}  // namespace socle::jobs
