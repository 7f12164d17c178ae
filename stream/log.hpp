#pragma once

#include <cstdio>
#include <string_view>

namespace socle::stream {

// A line for the administrator. Never a token, a claim or the content of an event.
inline void log(std::string_view text) {
  std::fprintf(stderr, "socle-stream: %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace socle::stream
