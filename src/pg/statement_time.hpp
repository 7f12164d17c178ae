// When the client's statement began.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// Microseconds since 2000-01-01 UTC; reads no clock. In a worker: when its transaction began.
inline std::int64_t statement_time() { return GetCurrentStatementStartTimestamp(); }

}  // namespace socle::pg
