#include "pg/named_lock.hpp"

extern "C" {
#include "common/hashfn.h"
}

namespace socle::pg {

namespace {

// pg_advisory_lock() and its like have 1 and 2 there.
constexpr std::uint16_t kind = 3;

}  // namespace

NamedLock::NamedLock(Schema schema, std::string_view name) {
  const std::uint64_t hash =
      hash_bytes_extended(reinterpret_cast<const unsigned char*>(name.data()),
                          static_cast<int>(name.size()), schema.oid);
  SET_LOCKTAG_ADVISORY(tag_, MyDatabaseId, static_cast<std::uint32_t>(hash >> 32),
                       static_cast<std::uint32_t>(hash), kind);
  call([&] { LockAcquire(&tag_, ExclusiveLock, false, false); });
}

void NamedLock::release() {
  call([&] { LockRelease(&tag_, ExclusiveLock, false); });
}

}  // namespace socle::pg
