#include "domain/freight/lifecycle.hpp"

#include "domain/errors/catalogue.hpp"

namespace socle::freight {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view events[] = {"validate", "reject", "assign",  "unassign", "pay",
                                       "complete", "cancel", "dispute", "resolve"};

constexpr int status_count = static_cast<int>(Status::disputed) + 1;

constexpr ActorName actor_names[] = {
    {client, "client"},
    {transporter, "transporter"},
    {staff, "staff"},
    {system, "system"},
};

// Who opens a dispute and who decides it is a matter of the dispute: dispute.hpp.
constexpr Actors anyone = client | transporter | staff | system;

// The whole life of a request. Where a person could act by two rows, the first whose requirements
// are met counts, so rows that ask for less stand first.
// clang-format off
constexpr Transition table[] = {
    // event          from                 to                   by               needs_reason
    {Event::validate, Status::pending,     Status::validated,   staff | system,  false},
    {Event::cancel,   Status::pending,     Status::cancelled,   client,          false},
    {Event::reject,   Status::pending,     Status::cancelled,   staff | system,  true},
    {Event::assign,   Status::validated,   Status::assigned,    staff | system,  false},
    {Event::cancel,   Status::validated,   Status::cancelled,   client,          false},
    {Event::cancel,   Status::validated,   Status::cancelled,   staff | system,  true},
    {Event::unassign, Status::assigned,    Status::validated,   staff | system,  true},
    {Event::unassign, Status::assigned,    Status::validated,   transporter,     true},
    {Event::pay,      Status::assigned,    Status::in_progress, client | system, false},
    {Event::cancel,   Status::assigned,    Status::cancelled,   client,          false},
    {Event::cancel,   Status::assigned,    Status::cancelled,   staff | system,  true},
    {Event::complete, Status::in_progress, Status::completed,   transporter,     false},
    {Event::complete, Status::in_progress, Status::completed,   staff | system,  true},
    {Event::unassign, Status::in_progress, Status::validated,   staff | system,  true, true},
    {Event::unassign, Status::in_progress, Status::validated,   transporter,     true, true},
    {Event::cancel,   Status::in_progress, Status::cancelled,   client,          false, true},
    {Event::cancel,   Status::in_progress, Status::cancelled,   staff | system,  true},
    {Event::dispute,  Status::in_progress, Status::disputed,    anyone,          false},
    {Event::dispute,  Status::completed,   Status::disputed,    anyone,          false},
    {Event::resolve,  Status::disputed,    Status::in_progress, anyone,          false},
    {Event::resolve,  Status::disputed,    Status::completed,   anyone,          false},
    {Event::resolve,  Status::disputed,    Status::cancelled,   anyone,          false},
};
// clang-format on

// Who delivers shows a proof of it; whoever completes in their place gives a reason instead.
bool needs_proof(const Transition& transition) {
  return transition.event == Event::complete && transition.by == transporter;
}

const ErrorDefinition& unmet(const Transition& transition, const Change& change) {
  if (change.is_picked_up && transition.ends_at_pickup) return errors::already_picked_up;
  return needs_proof(transition) ? errors::proof_required : errors::reason_required;
}

bool leads(const Transition& transition, Status from, Status to) {
  return transition.from == from && transition.to == to;
}

std::string reachable_json(Status from) {
  std::string json = "[";
  for (int number = 0; number < status_count; ++number) {
    const auto to = static_cast<Status>(number);
    for (const Transition& transition : table) {
      if (!leads(transition, from, to)) continue;
      append_json_element(json, to_string(to));
      break;
    }
  }
  return json + ']';
}

}  // namespace

std::string_view to_string(Event event) { return events[static_cast<std::size_t>(event)]; }

std::span<const Transition> transitions() { return table; }

Refusal refuse_transition(Status from, Status to) {
  return Refusal(errors::invalid_transition)
      .with("from", to_string(from))
      .with("to", to_string(to))
      .with_json("allowed", reachable_json(from));
}

Result<Transition> decide(const Change& change) {
  const Transition* listed = nullptr;   // leads there, whoever may do it
  const Transition* allowed = nullptr;  // the first that these actors may do
  Actors allowed_for = 0;
  for (const Transition& transition : table) {
    if (!leads(transition, change.from, change.to)) continue;
    if (listed == nullptr) listed = &transition;
    allowed_for |= transition.by;
    if ((transition.by & change.actors) == 0) continue;
    if (allowed == nullptr) allowed = &transition;
    const bool has_what_it_needs = (change.has_reason || !transition.needs_reason) &&
                                   (change.has_proof || !needs_proof(transition)) &&
                                   !(change.is_picked_up && transition.ends_at_pickup);
    if (has_what_it_needs) return transition;
  }

  if (listed == nullptr) {
    return refuse_transition(change.from, change.to);
  }
  if (allowed == nullptr) {
    return Refusal(errors::not_allowed)
        .with("event", to_string(listed->event))
        .with_json("allowed_for", actors_json(actor_names, allowed_for));
  }
  return Refusal(unmet(*allowed, change)).with("event", to_string(allowed->event));
}

}  // namespace socle::freight
