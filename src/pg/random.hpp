// Randomness that nobody can guess.
#pragma once

#include "pg/value.hpp"

namespace socle::pg {

inline std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  call([&] {
    if (!pg_strong_random(bytes.data(), count)) elog(ERROR, "could not generate random bytes");
  });
  return bytes;
}

// Version 4.
inline Uuid random_uuid() {
  return Type<Uuid>::read(call([] { return OidFunctionCall0(F_GEN_RANDOM_UUID); }));
}

}  // namespace socle::pg
