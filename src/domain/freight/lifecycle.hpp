// The life of a transport request: which event leads from which status to which, and who may do it.
// What is not listed is refused. Source, design §6.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/freight/actors.hpp"
#include "domain/freight/request.hpp"
#include "domain/result.hpp"

namespace socle::freight {

enum class Event { validate, reject, assign, unassign, pay, complete, cancel, dispute, resolve };

std::string_view to_string(Event event);

// Who stands behind a change, as bits: one person can be several (a moderator who is the client).
inline constexpr Actors client = 1;       // the request's client
inline constexpr Actors transporter = 2;  // the assigned transporter
inline constexpr Actors staff = 4;        // a moderator or admin
inline constexpr Actors system = 8;       // service_role or a superuser

struct Transition {
  Event event;
  Status from;
  Status to;
  Actors by;
  bool needs_reason;            // a change of these actors by this row needs a status_reason
  bool ends_at_pickup = false;  // not once the goods are picked up
};

std::span<const Transition> transitions();

// The facts that guards look at, as they will be after the change.
struct Change {
  Status from;
  Status to;
  Actors actors;    // all that apply to the caller
  bool has_reason;  // a non-blank status_reason was given
  bool has_proof;   // what is shown of the delivery is enough
  bool is_picked_up = false;
};

// The transition that this change is, or why it is none: `invalid_transition` (detail: from, to,
// allowed = statuses reachable by anyone), `not_allowed` (listed, but not by these actors; detail:
// event, allowed_for), `reason_required`, `proof_required` (a transporter completes without proof),
// `already_picked_up` (the goods are on their way).
// pending → cancelled is `cancel` for the client and `reject` for staff and system.
Result<Transition> decide(const Change& change);

// The refusal of a change that is not in the table: `invalid_transition`.
Refusal refuse_transition(Status from, Status to);

}  // namespace socle::freight
