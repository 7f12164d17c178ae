// Tracks for maps, as RFC 7946 text: longitude before latitude, six decimals (11 cm), cut at the
// antimeridian (§3.1.9). Source: A-36.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/tracking/track.hpp"

namespace socle::tracking {

// A LineString; a MultiLineString if the line crosses the antimeridian; a Point if there is one
// only; `null`, which is no geometry, if there is none.
std::string line_geometry(std::span<const Point> points);

// The same through the fixes of rows, which are the counted ones sorted by device time.
std::string track_geometry(std::span<const Row> counted);

// A Feature; `properties` is a JSON object or `null`.
std::string feature(std::string_view geometry, std::string_view properties);

// The points of [[lng, lat], …]; nothing for another JSON text. They may be anywhere.
std::optional<std::vector<Point>> read_points(std::string_view json);

// The position as the public may know it: rounded to 0.1° (11 km), which tells the city and not the
// street.
Point city_position(Point point);

}  // namespace socle::tracking
