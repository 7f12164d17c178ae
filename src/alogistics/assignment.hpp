#pragma once

#include "alogistics/request_row.hpp"

namespace socle::alogistics {

// Refuses an assignment that may not be (see domain/freight/assignment.hpp). Locks the vehicle, so
// that of two assignments of one vehicle the second sees the first.
void check_assignment(const pg::Row& request);

// Refuses a transporter whose account was closed, or whose papers were withdrawn, since he was
// assigned (`transporter_inactive`, `transporter_not_verified`).
void check_carrier(const pg::Row& request);

}  // namespace socle::alogistics
