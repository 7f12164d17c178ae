// For processes of the library, whose statements have no statement_timeout.
#pragma once

#include <cstdint>

#include "pg/guard.hpp"

namespace socle::pg {

// Cancels what runs when `limit_ms` have passed since it was made: an ERROR with 57014, which
// attempt() does not survive. Not within another.
class TimeLimit {
 public:
  explicit TimeLimit(std::int64_t limit_ms);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;
};

}  // namespace socle::pg
