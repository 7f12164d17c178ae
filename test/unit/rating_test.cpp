#include "domain/freight/rating.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr Instant day = 86'400'000'000;
constexpr Instant completed = 100 * day;
constexpr Uuid client_id{{1}}, transporter_id{{2}}, stranger{{3}};
constexpr std::int64_t window_days = 14;

RatedJob completed_job() { return {client_id, transporter_id, Status::completed, completed}; }

Result<Uuid> rate(const RatedJob& job, const Uuid& rater, Instant now = completed,
                  bool has_rated = false, std::int64_t score = 5) {
  return check_rating(job, rater, score, has_rated, window_days, now);
}

TEST(Rating, IsGivenByEachPartyToTheOther) {
  EXPECT_EQ(rate(completed_job(), client_id).value(), transporter_id);
  EXPECT_EQ(rate(completed_job(), transporter_id).value(), client_id);
}

TEST(Rating, IsForPartiesOfACompletedJobOnly) {
  EXPECT_EQ(facts(rate(completed_job(), stranger)),
            R"({"error":"rating_not_allowed","reason":"not a party"})");
  RatedJob job = completed_job();
  for (int number = 0; number <= static_cast<int>(Status::disputed); ++number) {
    job.status = static_cast<Status>(number);
    const bool is_completed = job.status == Status::completed;
    EXPECT_EQ(rule(rate(job, client_id)), is_completed ? "ok" : "rating_not_allowed");
  }
  job.status = Status::disputed;
  EXPECT_EQ(facts(rate(job, client_id)), R"({"error":"rating_not_allowed","status":"disputed"})");
  job = completed_job();
  job.transporter = std::nullopt;
  EXPECT_EQ(rule(rate(job, client_id)), "rating_not_allowed");
}

TEST(Rating, IsGivenOnceWithinTheWindow) {
  const Instant end = completed + window_days * day;
  EXPECT_EQ(rule(rate(completed_job(), client_id, end - 1)), "ok");
  EXPECT_EQ(facts(rate(completed_job(), client_id, end)),
            R"({"error":"rating_closed","reason":"the window is over"})");
  EXPECT_EQ(rule(rate(completed_job(), client_id, completed, true)), "already_rated");
  EXPECT_EQ(rule(rate(completed_job(), client_id, end, true)), "already_rated");
}

TEST(Rating, HasOneToFivePoints) {
  for (std::int64_t score = -1; score <= 7; ++score) {
    const bool is_score = score >= 1 && score <= 5;
    EXPECT_EQ(rule(rate(completed_job(), client_id, completed, false, score)),
              is_score ? "ok" : "invalid_value");
  }
}

TEST(Rating, WindowThatDoesNotFitNeverEnds) {
  constexpr Instant never = std::numeric_limits<Instant>::max();
  EXPECT_EQ(window_end(never, 1), never);
  EXPECT_EQ(window_end(0, std::numeric_limits<std::int64_t>::max()), never);
  EXPECT_EQ(window_end(completed, 0), completed);
}

TEST(Rating, IsSeenWhenBothHaveRatedOrTheWindowIsOverAndNeverWhileHidden) {
  EXPECT_FALSE(is_visible({false, false, 10}, 9));
  EXPECT_TRUE(is_visible({false, false, 10}, 10));
  EXPECT_TRUE(is_visible({false, true, 10}, 0));
  EXPECT_FALSE(is_visible({true, true, 10}, 0));
  EXPECT_FALSE(is_visible({true, false, 10}, 11));
}

TEST(Rating, IsChangedOnlyWhileNobodyHasSeenIt) {
  EXPECT_EQ(rule(check_edit({false, false, 10}, 4, 9)), "ok");
  EXPECT_EQ(rule(check_edit({false, false, 10}, 6, 9)), "invalid_value");
  EXPECT_EQ(facts(check_edit({false, false, 10}, 4, 10)),
            R"({"error":"rating_closed","reason":"published"})");
  EXPECT_EQ(rule(check_edit({false, true, 10}, 4, 0)), "rating_closed");
  EXPECT_EQ(facts(check_edit({true, false, 10}, 4, 9)),
            R"({"error":"rating_closed","reason":"hidden"})");
}

TEST(Average, IsExactInHundredthsRoundedHalfUp) {
  EXPECT_EQ(average_hundredths({0, 0}), std::nullopt);
  EXPECT_EQ(average_hundredths({1, 5}), 500);
  EXPECT_EQ(average_hundredths({3, 13}), 433);
  EXPECT_EQ(average_hundredths({3, 14}), 467);
  EXPECT_EQ(average_hundredths({8, 33}), 413);  // 4.125
  EXPECT_EQ(average_hundredths({7, 7}), 100);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 5;
  EXPECT_EQ(average_hundredths({most, most * 5}), 500);
}

TEST(Average, IsTheNearestHundredthOfEveryTally) {
  for (std::int64_t count = 1; count <= 400; ++count) {
    for (std::int64_t sum = count; sum <= 5 * count; ++sum) {
      const std::int64_t average = average_hundredths({count, sum}).value();
      const std::int64_t twice_off = 2 * (average * count - sum * 100);
      ASSERT_TRUE(twice_off > -count && twice_off <= count) << sum << " of " << count;
    }
  }
}

TEST(Average, OfAKeptTallyEqualsTheRecountAfterAnyChange) {
  struct Given {
    std::int64_t score;
    bool is_hidden;
  };
  std::mt19937_64 random(17);
  const auto draw = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  std::vector<Given> ratings;
  Tally kept;
  const auto count = [&kept](const Given& rating, std::int64_t sign) {
    if (rating.is_hidden) return;
    kept.count += sign;
    kept.sum += sign * rating.score;
  };
  for (int i = 0; i < 20'000; ++i) {
    if (ratings.empty() || draw(0, 2) == 0) {
      ratings.push_back({draw(1, 5), false});
      count(ratings.back(), 1);
    } else {
      Given& one = ratings[static_cast<std::size_t>(draw(0, std::ssize(ratings) - 1))];
      count(one, -1);
      if (draw(0, 1) == 0) one.is_hidden = !one.is_hidden;
      one.score = draw(1, 5);
      count(one, 1);
    }
    if (i % 100 != 0) continue;
    Tally recount;
    for (const Given& rating : ratings) {
      recount.count += rating.is_hidden ? 0 : 1;
      recount.sum += rating.is_hidden ? 0 : rating.score;
    }
    ASSERT_EQ(kept, recount);
    ASSERT_EQ(average_hundredths(kept), average_hundredths(recount));
  }
}

}  // namespace
}  // namespace socle::freight
