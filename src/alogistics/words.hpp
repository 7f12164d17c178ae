// What people, vehicles, requests and times are called in notifications. Needs the rights of the
// owner.
#pragma once

#include "pg/spi.hpp"

namespace socle::alogistics {

// First and last name; a dash where there is neither.
std::string name_of(pg::Spi& spi, const Uuid& person);

std::string plate_of(pg::Spi& spi, const Uuid& vehicle);

// From city to city.
std::string route_of(pg::Spi& spi, const Uuid& request);

// To the minute, UTC.
std::string written(pg::Spi& spi, pg::Timestamp time);

}  // namespace socle::alogistics
