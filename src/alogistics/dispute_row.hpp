// A dispute as its functions see it, and who is told of it.
#pragma once

#include "alogistics/job.hpp"
#include "domain/freight/dispute.hpp"
#include "domain/notifications/texts.hpp"
#include "socle/access.hpp"

namespace socle::alogistics {

struct Dispute {
  Uuid id;
  Job job;
  Uuid opener;
  OptionalUuid moderator;
  freight::dispute::Status status;
  freight::Status disputed_from;
  std::int32_t level;
  pg::Timestamp opened_at;
  std::optional<pg::Timestamp> resolved_at;
};

// The dispute, its request and itself locked in this order until the transaction ends; `not_found`
// if there is none. Needs the rights of the owner. `may_wait` as in lock_job().
Dispute lock_dispute(const Uuid& id, bool may_wait = true);

// The same for a caller who may see it: a party, staff or the system.
Dispute lock_dispute_of(const Caller& caller, const Uuid& id);

freight::dispute::Actors actors_of(const Caller& caller, const Dispute& dispute);

// While it lives, disputes may be changed: their table refuses everybody else.
class DisputeChange {
 public:
  DisputeChange();
  ~DisputeChange();
  DisputeChange(const DisputeChange&) = delete;
  DisputeChange& operator=(const DisputeChange&) = delete;
};

// Who decides this dispute: the moderator with the fewest, an admin if no moderator may; nobody if
// there is none either. Locks whom it chooses from, so that two at once do not choose the same.
OptionalUuid choose_moderator(const Job& job, const OptionalUuid& except = std::nullopt);

// Moves the request of an open dispute to disputed.
void move_to_disputed(const Uuid& request);

// When an undecided dispute goes up and is reminded of, from `opened_at` on.
void set_deadlines(pg::Schema system, const Uuid& dispute, pg::Timestamp opened_at);
void drop_deadlines(pg::Schema system, const Uuid& dispute);

// Tells a person, both parties, or all admins who are no party. {route} is always there.
void tell(pg::Schema system, const Job& job, const Uuid& person, std::string_view key,
          std::vector<notifications::Parameter> parameters = {});
void tell_parties(pg::Schema system, const Job& job, std::string_view key,
                  const std::vector<notifications::Parameter>& parameters = {});
void tell_admins(pg::Schema system, const Job& job, std::string_view key,
                 const std::vector<notifications::Parameter>& parameters = {});

}  // namespace socle::alogistics
