// The days of socle.events.
#pragma once

#include "pg/value.hpp"

namespace socle {

// The table for events of this moment: its day, or the one for days that are not there. Locked, so
// that rows of a day do not go into the latter once the day is there.
Oid day_of(pg::Timestamp moment);

void forget_day(Oid table) noexcept;

}  // namespace socle
