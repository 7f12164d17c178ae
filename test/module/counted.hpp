// An object that says whether destructors ran.
#pragma once

#include <cstdint>

namespace socle::test {

class Counted {
 public:
  Counted() { ++alive; }
  ~Counted() {
    --alive;
    ++destroyed;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  static inline constinit std::int64_t alive = 0;
  static inline constinit std::int64_t destroyed = 0;
};

}  // namespace socle::test
