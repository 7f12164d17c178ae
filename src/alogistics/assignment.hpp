#pragma once

#include "alogistics/request_row.hpp"

namespace socle::alogistics {

// Refuses an assignment that may not be (see domain/freight/assignment.hpp). Locks the vehicle, so
// that of two assignments of one vehicle the second sees the first.
void check_assignment(const pg::Row& request);

}  // namespace socle::alogistics
