// Money set aside, for deadlines.cpp.
#pragma once

#include "domain/uuid.hpp"
#include "pg/function.hpp"

namespace socle::alogistics {

// Gives the money of an open hold whose time has come back to its wallet; false if somebody else
// has ended it. Needs the rights of the owner.
bool expire_hold(pg::Schema system, const Uuid& hold);

}  // namespace socle::alogistics
