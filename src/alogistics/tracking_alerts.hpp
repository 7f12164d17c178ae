// What staff are told of a journey: a deviation from the planned way, a prolonged stop. Needs the
// rights of the owner.
#pragma once

#include "alogistics/geofences.hpp"

namespace socle::alogistics {

// `here` is the journey's new current position; `places` are up to date. Opens and ends alerts.
void watch_journey(pg::Spi& spi, pg::Schema system, const Journey& journey,
                   const std::vector<Place>& places, const tracking::Row& here);

}  // namespace socle::alogistics
