// Places on the earth as values of the extension cube.
#pragma once

#include "pg/value.hpp"

namespace socle::pg {

// A point as a cube of three dimensions, in metres from the centre of the earth, as the extension
// earthdistance makes it; in the memory context that is current. Raises 22003 if a degree is
// infinite.
Datum earth_point(double lat_degrees, double lng_degrees);

}  // namespace socle::pg
