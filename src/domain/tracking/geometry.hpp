// Points, lines and areas on the globe, in degrees WGS 84; distances in metres on a sphere of the
// mean earth radius. Source: logistics.md §4.9.
//
// A line between two points is straight in longitude and latitude and goes the short way round, as
// RFC 7946 §3.1.1 and §3.1.9 have it and as a map draws it. Nothing here minds the antimeridian. A
// point is taken for valid: finite, within ±90 and ±180 (see is_on_earth).
#pragma once

#include <numbers>
#include <span>

#include "domain/freight/request.hpp"

namespace socle::tracking {

using freight::Instant;

// Degrees, WGS 84.
struct Point {
  double lat, lng;

  bool operator==(const Point& other) const = default;
};

inline constexpr double earth_radius_m = 6'371'008.8;
inline constexpr double metres_per_degree = earth_radius_m * std::numbers::pi / 180;  // of latitude

// A leg of a journey, or a piece of a road.
struct Segment {
  Point from, to;
};

// Whether a point is finite and within the degrees of the globe.
bool is_on_earth(Point point);

// `degrees` of longitude brought to -180 (inclusive) … 180 (exclusive).
double wrap_lng(double degrees);

// Great-circle distance (haversine): the same both ways, 0 for the same point however it is
// written, and half the circumference at most.
double distance_m(Point from, Point to);

// No less than distance_m, for a fraction of its cost.
double distance_at_most_m(Point from, Point to);

// Distance of a point to the nearest point of a segment, which may be a single point. The nearest
// point is sought on a plane that touches the globe at `point` (equirectangular; within 5° of a
// pole, one that touches it there), so it is right to a few parts in a thousand over 50 km.
double distance_to_segment_m(Point point, Segment segment);

// Distance of a point to a line through `line`, which has one point at least.
double distance_to_line_m(Point point, std::span<const Point> line);

// Whether two segments cross or touch.
bool crosses(Segment one, Segment other);

// Whether a segment comes within `radius_m` of a point: whether it enters a circle.
bool comes_within(Segment segment, Point centre, double radius_m);

// Whether a segment comes within `radius_m` of a line: whether it enters a corridor of that half
// width. One point is a line too.
bool comes_within(Segment segment, std::span<const Point> line, double radius_m);

// Whether a point is inside of a ring, whose last point is joined to its first. A ring around a
// pole holds the pole that it is nearer to.
bool is_inside(Point point, std::span<const Point> ring);

// 0 inside of the ring, else the distance to its nearest edge.
double distance_to_area_m(Point point, std::span<const Point> ring);

// Whether a segment enters the area of a ring, or comes within `radius_m` of it.
bool comes_within_area(Segment segment, std::span<const Point> ring, double radius_m);

}  // namespace socle::tracking
