// SipHash-2-4: a hash whose collisions nobody finds without the key.
#pragma once

#include <cstdint>
#include <string_view>

namespace socle::limits {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

std::uint64_t siphash(const HashKey& key, std::string_view bytes);

}  // namespace socle::limits
