#pragma once

#include "pg/spi.hpp"

namespace socle {

// Writes what the error machinery captured into error_reports of the system that it happened in,
// or of `system` where it was in none; tells admins of what broke, of each kind once an hour.
// Returns how many rows it wrote. Needs the rights of the owner.
std::int64_t collect_errors(pg::Spi& spi, pg::Schema system);

// Deletes reports older than audit.errors_days, at most 1000. Needs the rights of the owner.
void prune_errors(pg::Spi& spi, pg::Schema system);

}  // namespace socle
