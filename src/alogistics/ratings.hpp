// Ratings, as deadlines see them.
#pragma once

#include "alogistics/system.hpp"

namespace socle::alogistics {

// The window of this request is over: what was said of it is seen by everybody.
void end_rating_window(pg::Schema system, const Uuid& request, std::int32_t level);

}  // namespace socle::alogistics
