// What ends by itself when its time has come, for run_due().
#pragma once

#include "pg/function.hpp"

namespace socle::alogistics {

// Ends holds and top-ups whose time has come, and deletes old idempotency keys, at most 1,000 of
// each; returns how many. Needs the rights of the owner.
std::int64_t expire(pg::Schema system);

}  // namespace socle::alogistics
