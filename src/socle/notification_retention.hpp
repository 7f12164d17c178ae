// Notifications go when they are old.
#pragma once

#include "pg/spi.hpp"

namespace socle {

// Removes up to 10,000 notifications that are older than the setting says, oldest first, and
// says how many. Needs the rights of the system's owner.
std::int64_t prune_notifications(pg::Schema system);

}  // namespace socle
