// The life of a dispute, its deadlines, and who decides it. What is not listed is refused.
// Source: A-41 … A-44, research/logistics.md §4.13.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/freight/actors.hpp"
#include "domain/freight/request.hpp"
#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::freight::dispute {

// Enumerators are in the order of alogistics.dispute_status and spelled the same.
enum class Status { open, investigating, resolved, escalated };
enum class Event { investigate, escalate, hand_back, resolve, withdraw, reopen };

std::string_view to_string(Status status);
std::string_view to_string(Event event);
std::optional<Status> parse_status(std::string_view text);

// Who stands behind a change, as bits.
using freight::Actors;
inline constexpr Actors opener = 1;     // the party that opened it
inline constexpr Actors other = 2;      // the other party
inline constexpr Actors moderator = 4;  // the one it is assigned to
inline constexpr Actors admin = 8;
inline constexpr Actors system = 16;  // deadlines, service_role or a superuser

struct Transition {
  Event event;
  Status from;
  Status to;
  Actors by;
  bool needs_reason;
};

std::span<const Transition> transitions();

struct Change {
  Event event;
  Status from;
  Actors actors;  // all that apply to the caller
  bool has_reason;
};

// The transition that this change is, or why it is none: `invalid_transition` (detail: from, to,
// allowed = statuses reachable by anyone), `not_allowed` (detail: event, allowed_for),
// `reason_required` (detail: event). Whoever is a party acts as a party only, also as an admin:
// nobody decides a dispute of their own.
Result<Transition> decide(const Change& change);

// When a dispute that nobody has resolved goes up: level 1 after the first number of minutes since
// it was opened (or opened again), level 2 after the second, and so on. Level 1 escalates it, those
// above remind; who escalates by hand sets level 1 as reached.
using Levels = std::span<const std::int64_t>;

inline constexpr std::size_t levels_max = 5;
inline constexpr std::int64_t level_minutes_max = 525'600;  // a year

// Refuses more than 5 levels, and minutes that are not 1 to 525,600 and growing (`invalid_value`).
Check check_levels(Levels levels);

// When the level after `reached` (0: none yet) is due; nothing if there is none, or if the instant
// does not fit.
std::optional<Instant> next_deadline(Levels levels, std::int64_t reached, Instant opened_at);

// The levels above `reached` that are due, in order: several after downtime. Whoever stores the
// last of them as reached meets each level exactly once.
std::vector<std::int64_t> due_levels(Levels levels, std::int64_t reached, Instant opened_at,
                                     Instant now);

struct Candidate {
  Uuid id;
  std::int64_t open_disputes;
  bool is_party;
  bool validated_request;
};

// The candidate with the fewest open disputes, of equal ones the one with the lowest id, whatever
// their order; no party and not the one who validated the request. `no_moderator` if there is none.
// Two at once must lock before they count, or they choose the same one.
Result<Uuid> choose_moderator(std::span<const Candidate> candidates);

}  // namespace socle::freight::dispute
