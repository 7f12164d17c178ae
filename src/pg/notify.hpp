// NOTIFY from C++.
#pragma once

#include <string>

#include "pg/guard.hpp"

extern "C" {
#include "commands/async.h"
}

namespace socle::pg {

// Tells those who LISTEN to the channel, when the transaction commits.
inline void notify(const char* channel, const std::string& payload) {
  call([&] { Async_Notify(channel, payload.c_str()); });
}

}  // namespace socle::pg
