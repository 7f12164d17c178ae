#include "pg/time_limit.hpp"

namespace socle::pg {

TimeLimit::TimeLimit(std::int64_t limit_ms) {
  enable_timeout_after(STATEMENT_TIMEOUT, static_cast<int>(limit_ms));
}

TimeLimit::~TimeLimit() {
  // What came too late to cancel anything must not cancel what follows.
  if (get_timeout_indicator(STATEMENT_TIMEOUT, true)) QueryCancelPending = false;
  disable_timeout(STATEMENT_TIMEOUT, false);
}

}  // namespace socle::pg
