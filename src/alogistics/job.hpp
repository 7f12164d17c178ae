// A transport request as the functions that move its money see it.
#pragma once

#include "alogistics/system.hpp"
#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "pg/spi.hpp"

namespace socle::alogistics {

struct Job {
  Uuid id;
  Uuid client;
  OptionalUuid transporter;
  freight::Status status;
  std::optional<freight::Status> disputed_from;
  money::Minor price;  // 0 as long as there is none
  std::string currency;
  std::int32_t rate_bps;
  std::string route;
  OptionalUuid validated_by;
  std::optional<pg::Timestamp> completed_at;
  money::Minor advance;  // what the transporter got of the earnings at the pick-up

  bool is_party(const OptionalUuid& person) const {
    return person && (*person == client || person == transporter);
  }
};

// The request, locked until the transaction ends; `not_found` if there is none. Needs the rights of
// the owner. `may_wait` is false for deadlines: a busy request raises 55P03.
Job lock_job(const Uuid& id, bool may_wait = true);

// The same without a lock; it must exist.
Job read_job(const Uuid& id);

void tell_refunded(pg::Schema system, const Job& job, money::Minor amount);
void tell_taken_back(pg::Schema system, const Job& job, money::Minor amount,
                     const std::string& reason);

}  // namespace socle::alogistics
