#include "domain/freight/lifecycle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

// The expectation, written from the design and not from the code: what each actor needs to take a
// request from one status to another. '-' is "may not".
struct Expected {
  std::string_view from, to;
  std::string_view client, transporter, staff, system;  // "event" or "event needs thing"
};

constexpr Expected expected_changes[] = {
    {"pending", "validated", "-", "-", "validate", "validate"},
    {"pending", "cancelled", "cancel", "-", "reject needs reason", "reject needs reason"},
    {"validated", "assigned", "-", "-", "assign", "assign"},
    {"validated", "cancelled", "cancel", "-", "cancel needs reason", "cancel needs reason"},
    {"assigned", "validated", "-", "unassign needs reason", "unassign needs reason",
     "unassign needs reason"},
    {"assigned", "in_progress", "pay", "-", "-", "pay"},
    {"assigned", "cancelled", "cancel", "-", "cancel needs reason", "cancel needs reason"},
    {"in_progress", "completed", "-", "complete needs proof", "complete needs reason",
     "complete needs reason"},
    {"in_progress", "validated", "-", "unassign needs reason before pickup",
     "unassign needs reason before pickup", "unassign needs reason before pickup"},
    {"in_progress", "cancelled", "cancel before pickup", "-", "cancel needs reason",
     "cancel needs reason"},
    {"in_progress", "disputed", "dispute", "dispute", "dispute", "dispute"},
    {"completed", "disputed", "dispute", "dispute", "dispute", "dispute"},
    {"disputed", "in_progress", "resolve", "resolve", "resolve", "resolve"},
    {"disputed", "completed", "resolve", "resolve", "resolve", "resolve"},
    {"disputed", "cancelled", "resolve", "resolve", "resolve", "resolve"},
};

constexpr Status all_statuses[] = {Status::pending,     Status::validated, Status::assigned,
                                   Status::in_progress, Status::completed, Status::cancelled,
                                   Status::disputed};

const Expected* find_expected(Status from, Status to) {
  for (const Expected& row : expected_changes) {
    if (row.from == to_string(from) && row.to == to_string(to)) return &row;
  }
  return nullptr;
}

// What the actors of a change may do, in the words of the table, without '-'.
std::vector<std::string_view> permissions(const Expected& row, Actors actors) {
  std::vector<std::string_view> found;
  const auto add = [&](Actors actor, std::string_view permission) {
    if ((actors & actor) != 0 && permission != "-") found.push_back(permission);
  };
  add(client, row.client);
  add(transporter, row.transporter);
  add(staff, row.staff);
  add(system, row.system);
  return found;
}

bool asks(std::string_view permission, std::string_view thing) {
  return permission.find(thing) != std::string_view::npos;
}

bool is_met(std::string_view permission, const Change& change) {
  return (change.has_reason || !asks(permission, "needs reason")) &&
         (change.has_proof || !asks(permission, "needs proof")) &&
         (!change.is_picked_up || !asks(permission, "before pickup"));
}

// What is refused first: the goods are on their way, whatever else is missing.
std::string_view unmet(std::string_view permission, const Change& change) {
  if (change.is_picked_up && asks(permission, "before pickup")) return "already_picked_up";
  return asks(permission, "needs proof") ? "proof_required" : "reason_required";
}

void expect_decision(const Change& change) {
  const auto decision = decide(change);
  const std::string trace =
      std::string(to_string(change.from)) + " to " + std::string(to_string(change.to)) + " by " +
      std::to_string(change.actors) + " reason " + std::to_string(change.has_reason) + " proof " +
      std::to_string(change.has_proof) + " picked up " + std::to_string(change.is_picked_up);
  const Expected* row = find_expected(change.from, change.to);
  if (row == nullptr) {
    EXPECT_EQ(rule(decision), "invalid_transition") << trace;
    return;
  }
  const auto allowed = permissions(*row, change.actors);
  if (allowed.empty()) {
    EXPECT_EQ(rule(decision), "not_allowed") << trace;
    return;
  }
  const auto met = std::find_if(allowed.begin(), allowed.end(),
                                [&](std::string_view what) { return is_met(what, change); });
  if (met == allowed.end()) {
    EXPECT_EQ(rule(decision), unmet(allowed.front(), change)) << trace;
    return;
  }
  ASSERT_TRUE(decision.ok()) << trace;
  EXPECT_EQ(to_string(decision.value().event), met->substr(0, met->find(' '))) << trace;
  EXPECT_NE(decision.value().by & change.actors, 0) << trace;
}

TEST(Lifecycle, DecidesEveryChangeByEveryoneAsTheDesignSays) {
  for (const Status from : all_statuses) {
    for (const Status to : all_statuses) {
      for (Actors actors = 0; actors < 16; ++actors) {
        for (const bool has_reason : {false, true}) {
          for (const bool has_proof : {false, true}) {
            for (const bool is_picked_up : {false, true}) {
              expect_decision({from, to, actors, has_reason, has_proof, is_picked_up});
            }
          }
        }
      }
    }
  }
}

TEST(Lifecycle, SaysWhatIsReachableInstead) {
  EXPECT_EQ(facts(decide({Status::assigned, Status::completed, staff, true, true})),
            R"({"error":"invalid_transition","from":"assigned","to":"completed",)"
            R"("allowed":["validated","in_progress","cancelled"]})");
  EXPECT_EQ(facts(decide({Status::pending, Status::pending, staff, true, true})),
            R"({"error":"invalid_transition","from":"pending","to":"pending",)"
            R"("allowed":["validated","cancelled"]})");
  EXPECT_EQ(facts(decide({Status::completed, Status::pending, system, true, true})),
            R"({"error":"invalid_transition","from":"completed","to":"pending",)"
            R"("allowed":["disputed"]})");
}

TEST(Lifecycle, SaysWhoMayInstead) {
  EXPECT_EQ(facts(decide({Status::pending, Status::validated, client, true, true})),
            R"({"error":"not_allowed","event":"validate","allowed_for":["staff","system"]})");
  EXPECT_EQ(facts(decide({Status::in_progress, Status::completed, client, true, true})),
            R"({"error":"not_allowed","event":"complete",)"
            R"("allowed_for":["transporter","staff","system"]})");
  EXPECT_EQ(
      facts(decide({Status::pending, Status::cancelled, transporter, true, true})),
      R"({"error":"not_allowed","event":"cancel","allowed_for":["client","staff","system"]})");
}

TEST(Lifecycle, SaysWhichEventLacksItsReasonOrProof) {
  EXPECT_EQ(facts(decide({Status::pending, Status::cancelled, staff, false, true})),
            R"({"error":"reason_required","event":"reject"})");
  EXPECT_EQ(facts(decide({Status::in_progress, Status::completed, transporter, true, false})),
            R"({"error":"proof_required","event":"complete"})");
}

TEST(Lifecycle, CancelAndRejectAreToldApartByTheActor) {
  const Actors both = client | staff;
  const auto event = [](Actors actors) {
    return decide({Status::pending, Status::cancelled, actors, true, false}).value().event;
  };
  EXPECT_EQ(event(client), Event::cancel);
  EXPECT_EQ(event(staff), Event::reject);
  EXPECT_EQ(event(system), Event::reject);
  EXPECT_EQ(event(both), Event::cancel);
}

TEST(Lifecycle, ListsEachRowOnce) {
  EXPECT_EQ(transitions().size(), 22U);
  for (const Transition& row : transitions()) {
    const auto same =
        std::count_if(transitions().begin(), transitions().end(), [&](const Transition& other) {
          return other.from == row.from && other.to == row.to && (other.by & row.by) != 0;
        });
    EXPECT_EQ(same, 1) << to_string(row.event);
  }
}

TEST(Lifecycle, EventsHaveNames) {
  EXPECT_EQ(to_string(Event::validate), "validate");
  EXPECT_EQ(to_string(Event::unassign), "unassign");
  EXPECT_EQ(to_string(Event::cancel), "cancel");
}

}  // namespace
}  // namespace socle::freight
