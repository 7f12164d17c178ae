// What can be told of a journey.
#pragma once

#include "alogistics/geofences.hpp"

namespace socle::alogistics {

// When the vehicle will be at the delivery, or why nobody can say: not_in_progress or a word of
// tracking::NoEta.
struct Arrival {
  std::optional<Instant> at;
  std::optional<std::string> reason;
  std::optional<double> remaining_m, speed_mps;
  Instant as_of;
};

// Of a journey that exists. Reads with the rights that are in force.
Arrival arrival_of(pg::Spi& spi, pg::Schema system, const Uuid& request);

}  // namespace socle::alogistics
