#include "alogistics/system.hpp"

namespace socle::alogistics {

namespace {

// How many files extension/alogistics/migrations holds; a test counts them.
constexpr std::int64_t migrations = 21;

}  // namespace

pg::Schema require_tables() {
  const pg::Schema system = schema();
  require_schema(system, migrations);
  return system;
}

}  // namespace socle::alogistics
