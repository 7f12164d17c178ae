// Any permutation, split or replay of a journey gives the same rows, distance and trips, and they
// are the ones that the definition gives. Issue 5 point 4, logistics.md §4.7.
#include <gtest/gtest.h>

#include "domain/tracking/trips.hpp"
#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;

constexpr int journeys = 300;

bool plausible(const Fix& one, const Fix& other) {
  return is_plausible(one, other, distance_m(one.at, other.at), {});
}

// The definition, read from the whole set of fixes at once.
std::vector<Row> by_definition(const std::vector<Fix>& fixes) {
  std::map<Instant, Fix> best;
  for (const Fix& each : fixes) {
    const Fix fix = normalized(each);
    const Verdict verdict = judge(fix, much_later, whole_job, {});
    if (verdict != Verdict::accepted && verdict != Verdict::inaccurate) continue;
    const auto [found, is_first] = best.emplace(fix.device_time, fix);
    if (!is_first && is_better(fix, found->second, {})) found->second = fix;
  }
  std::vector<Row> rows;
  std::vector<std::size_t> accurate;
  for (const auto& [time, fix] : best) {
    const bool is_accurate = fix.accuracy_m.value_or(0) <= 200;
    if (is_accurate) accurate.push_back(rows.size());
    rows.push_back({fix, is_accurate ? Standing::counted : Standing::inaccurate, 0});
  }
  for (std::size_t i = 0; i < accurate.size(); ++i) {
    int votes = 0;
    for (std::size_t j = i < 2 ? 0 : i - 2; j < std::min(accurate.size(), i + 3); ++j) {
      if (j != i) votes += plausible(rows[accurate[i]].fix, rows[accurate[j]].fix) ? 1 : -1;
    }
    if (votes < 0) rows[accurate[i]].standing = Standing::too_fast;
  }
  const Row* before = nullptr;
  for (Row& row : rows) {
    if (row.standing != Standing::counted) continue;
    if (before != nullptr && plausible(before->fix, row.fix)) {
      row.segment_cm = std::llround(distance_m(before->fix.at, row.fix.at) * 100);
    }
    before = &row;
  }
  return rows;
}

void expect_same(const Track& track, const std::vector<Row>& expected) {
  const std::vector<Row> rows = track.rows();
  ASSERT_EQ(rows.size(), expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_TRUE(rows[i] == expected[i])
        << "row " << i << " is " << to_string(rows[i].standing) << " " << rows[i].segment_cm
        << ", not " << to_string(expected[i].standing) << " " << expected[i].segment_cm;
  }
  EXPECT_EQ(track.distance(), distance_cm(expected));
  EXPECT_EQ(track.broken_keys(), 0);
}

TEST(Track, IsTheSameForAnyPermutationSplitAndReplay) {
  std::mt19937 random(20'261'120);
  for (int i = 0; i < journeys; ++i) {
    SCOPED_TRACE(i);
    std::vector<Fix> fixes = random_journey(random, 10 + i);
    const std::vector<Row> expected = by_definition(fixes);
    Track at_once;
    at_once.record(fixes);
    expect_same(at_once, expected);

    std::shuffle(fixes.begin(), fixes.end(), random);
    Track in_parts;
    for (const auto& batch : random_split(random, fixes)) {
      in_parts.record(batch);
      if (i % 3 == 0) in_parts.record(batch);
    }
    expect_same(in_parts, expected);
    EXPECT_TRUE(trips(in_parts.counted(), {}) == trips(at_once.counted(), {}));

    in_parts.record(fixes);
    expect_same(in_parts, expected);
    if (HasFatalFailure()) return;
  }
}

// Nearly in order is how devices report: one buffered stretch comes after the rest.
TEST(Track, IsTheSameWhenAStretchComesLate) {
  std::mt19937 random(7);
  for (int i = 0; i < journeys; ++i) {
    SCOPED_TRACE(i);
    const std::vector<Fix> fixes = random_journey(random, 120);
    Track track;
    auto batches = random_split(random, fixes);
    std::rotate(batches.begin() + static_cast<std::ptrdiff_t>(batches.size() / 3),
                batches.begin() + static_cast<std::ptrdiff_t>(batches.size() / 2), batches.end());
    for (const auto& batch : batches) track.record(batch);
    expect_same(track, by_definition(fixes));
    if (HasFatalFailure()) return;
  }
}

TEST(Track, AReplayChangesNothing) {
  std::mt19937 random(3);
  const std::vector<Fix> fixes = random_journey(random, 500);
  Track track;
  track.record(fixes);
  const Merge again = track.record(fixes);
  EXPECT_TRUE(again.inserted.empty());
  EXPECT_TRUE(again.updated.empty());
  EXPECT_EQ(again.distance_change_cm, 0);
  EXPECT_FALSE(again.changed_from);
  for (const Verdict verdict : again.verdicts) {
    EXPECT_TRUE(verdict == Verdict::duplicate || verdict == Verdict::invalid ||
                verdict == Verdict::future || verdict == Verdict::not_yours)
        << to_string(verdict);
  }
}

// No segment is faster than a vehicle, so neither is any journey.
TEST(Track, NeverGoesFasterThanTheLimit) {
  std::mt19937 random(11);
  for (int i = 0; i < journeys; ++i) {
    Track track;
    track.record(random_journey(random, 200));
    const std::vector<Row> counted = track.counted();
    for (std::size_t k = 1; k < counted.size(); ++k) {
      const double slack_m =
          counted[k].fix.accuracy_m.value_or(20) + counted[k - 1].fix.accuracy_m.value_or(20);
      const auto elapsed_s =
          static_cast<double>(counted[k].fix.device_time - counted[k - 1].fix.device_time) /
          us_per_s;
      ASSERT_LE(static_cast<double>(counted[k].segment_cm) / 100, 60 * elapsed_s + slack_m + 0.01);
    }
  }
}

// Rows before `changed_from` are as they were; what counts from there on is told.
TEST(Track, SaysFromWhenOnItChanged) {
  std::mt19937 random(5);
  for (int i = 0; i < journeys; ++i) {
    std::vector<Fix> fixes = random_journey(random, 60);
    std::shuffle(fixes.begin(), fixes.end(), random);
    Track track;
    for (const auto& batch : random_split(random, fixes)) {
      const std::vector<Row> before = track.counted();
      const Merge merged = track.record(batch);
      const std::vector<Row> after = track.counted();
      const auto differ =
          std::mismatch(before.begin(), before.end(), after.begin(), after.end(),
                        [](const Row& one, const Row& other) { return one.fix == other.fix; });
      std::optional<Instant> first;
      if (differ.first != before.end()) first = differ.first->fix.device_time;
      if (differ.second != after.end()) {
        first = std::min(first.value_or(much_later), differ.second->fix.device_time);
      }
      ASSERT_EQ(merged.changed_from, first) << i;
    }
  }
}

}  // namespace
}  // namespace socle::tracking
