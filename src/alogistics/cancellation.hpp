// What it costs to end a job early, by the rows of cancellation_policies, and how the escrow is
// divided by it. Needs the rights of the system's owner.
#pragma once

#include "domain/freight/lifecycle.hpp"
#include "domain/freight/settlement.hpp"
#include "pg/function.hpp"

namespace socle::alogistics {

struct Terms {
  freight::Cancellation cancellation;
  freight::CancellationRule rule;
  std::string policy;  // the rule in words
  money::Minor held;
  freight::CancellationSplit split;  // of what is held

  money::Minor fee() const { return split.compensation + split.platform_fee; }
};

// Who of the actors of a step counts: a party before staff; the system counts as staff.
freight::Canceller canceller_of(freight::Actors actors);
inline bool is_by_transporter(freight::Actors actors) {
  return canceller_of(actors) == freight::Canceller::by_transporter;
}

// The terms as of now. Refuses what no row allows (`cancellation_not_allowed`).
Terms terms_of(pg::Schema system, const Uuid& request, freight::Status status,
               freight::Canceller by);

struct CancelledJob {
  Uuid id;
  Uuid client;
  std::optional<Uuid> transporter;
  std::string currency;
  std::string route;
  std::optional<Uuid> actor;
};

// Empties the escrow by the terms.
void pay_cancellation(pg::Schema system, const Terms& terms, const CancelledJob& job);

}  // namespace socle::alogistics
