// A lock that stands for a name: of two transactions that want it the second waits.
#pragma once

#include <string_view>

#include "pg/function.hpp"

namespace socle::pg {

// Held until release(), or until the (sub)transaction that took it aborts. Names are told apart by
// their hash, so two of them may wait for each other for nothing. No other lock of anybody is met.
class NamedLock {
 public:
  NamedLock(Schema schema, std::string_view name);
  void release();

 private:
  LOCKTAG tag_{};
};

}  // namespace socle::pg
