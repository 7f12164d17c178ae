// Notifications that their readers put off.
#pragma once

#include "pg/spi.hpp"

namespace socle {

// Brings up to 1,000 back whose time has come, and says how many. Needs the rights of the system's
// owner.
std::int64_t wake_notifications(pg::Schema system);

}  // namespace socle
