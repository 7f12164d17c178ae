// Digests: mails and messages that tell of several notifications at once.
#pragma once

#include "pg/spi.hpp"

namespace socle {

// Writes the jobs of digests whose window has ended, of up to 1,000 people, types and channels, and
// says how many. Needs the rights of the system's owner.
std::int64_t release_digests(pg::Schema system);

}  // namespace socle
