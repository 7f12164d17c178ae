#include "domain/freight/dispute.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>

#include "refusals.hpp"

namespace socle::freight::dispute {
namespace {

using test::facts;
using test::rule;

constexpr Status all_statuses[] = {Status::open, Status::investigating, Status::resolved,
                                   Status::escalated};
constexpr Event all_events[] = {Event::investigate, Event::escalate, Event::hand_back,
                                Event::resolve,     Event::withdraw, Event::reopen};

// The life of a dispute once more, in words: from, event, to, and who may ("!" with a reason).
struct Expected {
  std::string_view from, event, to, by;
};

constexpr Expected life[] = {
    {"open", "investigate", "investigating", "moderator admin"},
    {"open", "escalate", "escalated", "system moderator! admin!"},
    {"open", "resolve", "resolved", "moderator! admin!"},
    {"open", "withdraw", "resolved", "opener"},
    {"investigating", "escalate", "escalated", "system moderator! admin!"},
    {"investigating", "resolve", "resolved", "moderator! admin!"},
    {"investigating", "withdraw", "resolved", "opener"},
    {"escalated", "hand_back", "investigating", "admin!"},
    {"escalated", "resolve", "resolved", "admin!"},
    {"resolved", "reopen", "open", "admin!"},
};

constexpr std::pair<Actors, std::string_view> names[] = {{opener, "opener"},
                                                         {other, "other"},
                                                         {moderator, "moderator"},
                                                         {admin, "admin"},
                                                         {system, "system"}};

std::string_view outcome(const Expected& row, Actors actors, bool has_reason) {
  const bool is_party = (actors & (opener | other)) != 0;
  bool is_allowed = false;
  for (const auto& [actor, name] : names) {
    if ((actors & actor) == 0 || (is_party && actor != opener && actor != other)) continue;
    const std::size_t place = row.by.find(name);
    if (place == std::string_view::npos) continue;
    is_allowed = true;
    const std::size_t end = place + name.size();
    if (has_reason || end == row.by.size() || row.by[end] != '!') return "ok";
  }
  return is_allowed ? "reason_required" : "not_allowed";
}

TEST(Dispute, DecidesEveryChangeByEveryoneAsTheTableSays) {
  for (const Status from : all_statuses) {
    for (const Event event : all_events) {
      const auto row = std::find_if(std::begin(life), std::end(life), [&](const Expected& known) {
        return known.from == to_string(from) && known.event == to_string(event);
      });
      for (Actors actors = 0; actors < 32; ++actors) {
        for (const bool has_reason : {false, true}) {
          const auto decision = decide({event, from, actors, has_reason});
          const std::string trace = std::string(to_string(from)) + ' ' +
                                    std::string(to_string(event)) + ' ' + std::to_string(actors);
          if (row == std::end(life)) {
            ASSERT_EQ(rule(decision), "invalid_transition") << trace;
            continue;
          }
          ASSERT_EQ(rule(decision), outcome(*row, actors, has_reason)) << trace;
          if (decision) {
            ASSERT_EQ(to_string(decision.value().to), row->to) << trace;
          }
        }
      }
    }
  }
}

TEST(Dispute, IsReopenedByAnAdminOnly) {
  for (const Actors actor : {opener, other, moderator, system}) {
    EXPECT_EQ(rule(decide({Event::reopen, Status::resolved, actor, true})), "not_allowed");
  }
  EXPECT_EQ(decide({Event::reopen, Status::resolved, admin, true}).value().to, Status::open);
}

TEST(Dispute, IsNeverDecidedByAPartyOfIt) {
  for (const Actors party : {opener, other}) {
    const Actors both = party | moderator | admin;
    EXPECT_EQ(rule(decide({Event::resolve, Status::open, both, true})), "not_allowed");
  }
}

TEST(Dispute, SaysWhatIsPossibleInstead) {
  EXPECT_EQ(facts(decide({Event::resolve, Status::resolved, admin, true})),
            R"({"error":"invalid_transition","from":"resolved","to":"resolved",)"
            R"("allowed":["open"]})");
  EXPECT_EQ(facts(decide({Event::reopen, Status::open, admin, true})),
            R"({"error":"invalid_transition","from":"open","to":"open",)"
            R"("allowed":["investigating","resolved","escalated"]})");
  EXPECT_EQ(facts(decide({Event::escalate, Status::open, other, true})),
            R"({"error":"not_allowed","event":"escalate",)"
            R"("allowed_for":["moderator","admin","system"]})");
  EXPECT_EQ(facts(decide({Event::resolve, Status::open, moderator, false})),
            R"({"error":"reason_required","event":"resolve"})");
}

TEST(Dispute, EveryStateCanBeLeftSoThatNoMoneyStaysFrozen) {
  for (const Status from : all_statuses) {
    EXPECT_TRUE(std::any_of(transitions().begin(), transitions().end(),
                            [&](const Transition& row) { return row.from == from; }));
  }
}

TEST(Dispute, StatusesAreReadAsTheyAreWritten) {
  for (const Status status : all_statuses) EXPECT_EQ(parse_status(to_string(status)), status);
  EXPECT_EQ(parse_status("closed"), std::nullopt);
}

constexpr Instant minute = 60'000'000;
constexpr std::int64_t day_two_days_week[] = {1'440, 2'880, 10'080};

TEST(Escalation, HasADeadlineForEachLevel) {
  EXPECT_EQ(next_deadline(day_two_days_week, 0, 5), 5 + 1'440 * minute);
  EXPECT_EQ(next_deadline(day_two_days_week, 1, 5), 5 + 2'880 * minute);
  EXPECT_EQ(next_deadline(day_two_days_week, 2, 5), 5 + 10'080 * minute);
  EXPECT_EQ(next_deadline(day_two_days_week, 3, 5), std::nullopt);
  EXPECT_EQ(next_deadline(day_two_days_week, -1, 5), std::nullopt);
  EXPECT_EQ(next_deadline({}, 0, 5), std::nullopt);
  EXPECT_EQ(next_deadline(day_two_days_week, 0, std::numeric_limits<Instant>::max()), std::nullopt);
}

using DueLevels = std::vector<std::int64_t>;

TEST(Escalation, IsDueAtItsInstantNotBefore) {
  EXPECT_EQ(due_levels(day_two_days_week, 0, 0, 1'440 * minute - 1), DueLevels{});
  EXPECT_EQ(due_levels(day_two_days_week, 0, 0, 1'440 * minute), DueLevels{1});
  EXPECT_EQ(due_levels(day_two_days_week, 1, 0, 1'440 * minute), DueLevels{});
}

TEST(Escalation, MakesUpForDowntimeInOrder) {
  EXPECT_EQ(due_levels(day_two_days_week, 0, 0, 1'000'000 * minute), (DueLevels{1, 2, 3}));
  EXPECT_EQ(due_levels(day_two_days_week, 1, 0, 1'000'000 * minute), (DueLevels{2, 3}));
}

TEST(Escalation, HappensOncePerLevelHoweverOftenAndLateItIsLookedAt) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 5'000; ++i) {
    std::int64_t reached = 0;
    Instant now = 0;
    DueLevels seen;
    while (now < 20'000 * minute) {
      now += std::uniform_int_distribution<Instant>(0, 8'000)(random) * minute;
      for (const std::int64_t level : due_levels(day_two_days_week, reached, 0, now)) {
        ASSERT_GE(now, day_two_days_week[level - 1] * minute);
        seen.push_back(level);
        reached = level;
      }
      const auto next = next_deadline(day_two_days_week, reached, 0);
      ASSERT_TRUE(!next || *next > now) << "nothing that is due is left behind";
    }
    ASSERT_EQ(seen, (DueLevels{1, 2, 3}));
  }
}

TEST(Escalation, LevelsGrowAndAreFew) {
  EXPECT_EQ(rule(check_levels({})), "ok");
  EXPECT_EQ(rule(check_levels(day_two_days_week)), "ok");
  for (const DueLevels& bad : {DueLevels{0}, DueLevels{-1}, DueLevels{60, 60}, DueLevels{60, 30},
                               DueLevels{525'601}, DueLevels{1, 2, 3, 4, 5, 6}}) {
    EXPECT_EQ(rule(check_levels(bad)), "invalid_value") << bad.front();
  }
}

Candidate person(std::uint8_t number, std::int64_t load) {
  Candidate candidate{{}, load, false, false};
  candidate.id.bytes[15] = number;
  return candidate;
}

TEST(Moderator, IsTheLeastLoadedAndOfEqualOnesTheFirstById) {
  const Candidate candidates[] = {person(3, 2), person(9, 1), person(4, 1), person(5, 7)};
  EXPECT_EQ(choose_moderator(candidates).value(), person(4, 0).id);
}

TEST(Moderator, IsNoPartyAndDidNotValidateTheRequest) {
  Candidate party = person(1, 0), validator = person(2, 0), busy = person(3, 99);
  party.is_party = true;
  validator.validated_request = true;
  EXPECT_EQ(choose_moderator(std::vector{party, validator, busy}).value(), busy.id);
  EXPECT_EQ(facts(choose_moderator(std::vector{party, validator})), R"({"error":"no_moderator"})");
  EXPECT_EQ(rule(choose_moderator({})), "no_moderator");
}

TEST(Moderator, DoesNotDependOnTheOrderAndLoadsStayLevel) {
  std::mt19937_64 random(13);
  std::vector<Candidate> candidates;
  for (std::uint8_t number = 0; number < 7; ++number) candidates.push_back(person(number, 0));
  for (int i = 0; i < 1'000; ++i) {
    const Uuid first = choose_moderator(candidates).value();
    std::shuffle(candidates.begin(), candidates.end(), random);
    ASSERT_EQ(choose_moderator(candidates).value(), first);
    for (Candidate& candidate : candidates) candidate.open_disputes += candidate.id == first;
    const auto [least, most] = std::minmax_element(candidates.begin(), candidates.end(),
                                                   [](const Candidate& one, const Candidate& two) {
                                                     return one.open_disputes < two.open_disputes;
                                                   });
    ASSERT_LE(most->open_disputes - least->open_disputes, 1);
  }
}

}  // namespace
}  // namespace socle::freight::dispute
