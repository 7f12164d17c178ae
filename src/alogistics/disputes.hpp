// What disputes mean to the rest of a request's life.
#pragma once

#include "alogistics/system.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

// Whether a dispute of this request is not decided yet.
bool has_open_dispute(const Uuid& request);

// A dispute of this request begins: it keeps in mind where it stood. Refuses a request without an
// open dispute (`not_allowed`).
void begin_dispute(const pg::Row& before, pg::Row& after);

// It ends as it was decided, or `not_allowed`: nobody but its decision moves a disputed request.
void end_dispute(pg::Row& after);

// The deadlines of a dispute: level 1 leaves it to the admins, level 2 reminds them.
void escalate_in_time(pg::Schema system, const Uuid& dispute, std::int32_t level);

}  // namespace socle::alogistics
