// The months of the positions: made ahead, and dropped when they are old.
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "pg/spi.hpp"
#include "socle/partitions.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr partitions::Division months{"positions", "device_time", partitions::Unit::month};

std::int64_t prune_positions() {
  const pg::Schema system = require_tables();
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const std::int64_t kept = integer_setting(system, "tracking.retention_months");
  return partitions::roll(spi, system, months, std::to_string(kept) + " months");
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_prune_positions, socle::alogistics::prune_positions);
