// Figures: what is counted of the business is inserted where nobody waits, and added up later.
#pragma once

#include <cstdint>

#include "pg/spi.hpp"

namespace socle::figures {

// Adds up to `lines_max` waiting lines to the figures; the number of them. Nothing where another
// session does it just now, or where the system has no figures. Needs the rights of the system's
// owner.
std::int64_t fold(pg::Schema system, std::int64_t lines_max);

// The worker's round of it.
void fold_waiting(pg::Schema system);

}  // namespace socle::figures
