#include "domain/freight/dispute.hpp"

#include <string>
#include <tuple>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::freight::dispute {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view statuses[] = {"open", "investigating", "resolved", "escalated"};
constexpr std::string_view events[] = {"investigate", "escalate", "hand_back",
                                       "resolve",     "withdraw", "reopen"};

constexpr ActorName actor_names[] = {
    {opener, "opener"}, {other, "other"},   {moderator, "moderator"},
    {admin, "admin"},   {system, "system"},
};

// The whole life of a dispute. Deadlines escalate without a reason, people with one; what has been
// escalated is the admin's, until the admin hands it back.
// clang-format off
constexpr Transition table[] = {
    // event             from                   to                     by           needs_reason
    {Event::investigate, Status::open,          Status::investigating, moderator | admin, false},
    {Event::escalate,    Status::open,          Status::escalated,     system,            false},
    {Event::escalate,    Status::open,          Status::escalated,     moderator | admin, true},
    {Event::escalate,    Status::investigating, Status::escalated,     system,            false},
    {Event::escalate,    Status::investigating, Status::escalated,     moderator | admin, true},
    {Event::hand_back,   Status::escalated,     Status::investigating, admin,             true},
    {Event::resolve,     Status::open,          Status::resolved,      moderator | admin, true},
    {Event::resolve,     Status::investigating, Status::resolved,      moderator | admin, true},
    {Event::resolve,     Status::escalated,     Status::resolved,      admin,             true},
    {Event::withdraw,    Status::open,          Status::resolved,      opener,            false},
    {Event::withdraw,    Status::investigating, Status::resolved,      opener,            false},
    {Event::reopen,      Status::resolved,      Status::open,          admin,             true},
};
// clang-format on

constexpr std::int64_t microseconds_per_minute = 60'000'000;

std::string reachable_json(Status from) {
  std::string json = "[";
  for (std::size_t number = 0; number < std::size(statuses); ++number) {
    for (const Transition& transition : table) {
      if (transition.from != from || transition.to != static_cast<Status>(number)) continue;
      append_json_element(json, statuses[number]);
      break;
    }
  }
  return json + ']';
}

// Where an event leads is the same from everywhere.
Status target(Event event) {
  for (const Transition& transition : table) {
    if (transition.event == event) return transition.to;
  }
  return Status::open;
}

Actors acting(Actors actors) {
  const Actors parties = opener | other;
  return (actors & parties) != 0 ? actors & parties : actors;
}

}  // namespace

std::string_view to_string(Status status) { return word_of(statuses, status); }

std::string_view to_string(Event event) { return word_of(events, event); }

std::optional<Status> parse_status(std::string_view text) {
  return find_word<Status>(statuses, text);
}

std::span<const Transition> transitions() { return table; }

Result<Transition> decide(const Change& change) {
  const Actors actors = acting(change.actors);
  bool is_listed = false, is_allowed = false;
  Actors allowed_for = 0;
  for (const Transition& transition : table) {
    if (transition.event != change.event || transition.from != change.from) continue;
    is_listed = true;
    allowed_for |= transition.by;
    if ((transition.by & actors) == 0) continue;
    is_allowed = true;
    if (change.has_reason || !transition.needs_reason) return transition;
  }

  if (!is_listed) {
    return Refusal(errors::invalid_transition)
        .with("from", to_string(change.from))
        .with("to", to_string(target(change.event)))
        .with_json("allowed", reachable_json(change.from));
  }
  if (!is_allowed) {
    return Refusal(errors::not_allowed)
        .with("event", to_string(change.event))
        .with_json("allowed_for", actors_json(actor_names, allowed_for));
  }
  return Refusal(errors::reason_required).with("event", to_string(change.event));
}

Check check_levels(Levels levels) {
  const auto invalid = [](std::string_view reason) {
    return Refusal(errors::invalid_value)
        .with("field", "escalation_minutes")
        .with("reason", reason);
  };
  if (levels.size() > levels_max) return invalid("more than 5 levels");
  std::int64_t before = 0;
  for (const std::int64_t minutes : levels) {
    if (minutes <= before) return invalid("not positive and growing");
    if (minutes > level_minutes_max) return invalid("more than 525600");
    before = minutes;
  }
  return {};
}

std::optional<Instant> next_deadline(Levels levels, std::int64_t reached, Instant opened_at) {
  if (reached < 0 || reached >= static_cast<std::int64_t>(levels.size())) return std::nullopt;
  Instant wait = 0, deadline = 0;
  if (__builtin_mul_overflow(levels[static_cast<std::size_t>(reached)], microseconds_per_minute,
                             &wait) ||
      __builtin_add_overflow(opened_at, wait, &deadline)) {
    return std::nullopt;
  }
  return deadline;
}

std::vector<std::int64_t> due_levels(Levels levels, std::int64_t reached, Instant opened_at,
                                     Instant now) {
  std::vector<std::int64_t> due;
  for (std::int64_t level = reached;; ++level) {
    const auto deadline = next_deadline(levels, level, opened_at);
    if (!deadline || *deadline > now) return due;
    due.push_back(level + 1);
  }
}

Result<Uuid> choose_moderator(std::span<const Candidate> candidates) {
  const Candidate* chosen = nullptr;
  for (const Candidate& candidate : candidates) {
    if (candidate.is_party || candidate.validated_request) continue;
    if (chosen == nullptr || std::tie(candidate.open_disputes, candidate.id) <
                                 std::tie(chosen->open_disputes, chosen->id)) {
      chosen = &candidate;
    }
  }
  if (chosen == nullptr) return Refusal(errors::no_moderator);
  return chosen->id;
}

}  // namespace socle::freight::dispute
