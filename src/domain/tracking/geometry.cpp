#include "domain/tracking/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace socle::tracking {
namespace {

constexpr double radians_per_degree = std::numbers::pi / 180;

// Beyond it, degrees of longitude shrink too fast for the equirectangular plane.
constexpr double polar_lat = 85;

struct Vector {
  double x, y;
};

// A segment on a plane, in degrees of latitude.
struct Flat {
  Vector from, to;
};

// How far along the segment, 0 … 1, its nearest point to `target` is.
double nearest_fraction(Flat segment, Vector target) {
  const Vector along{segment.to.x - segment.from.x, segment.to.y - segment.from.y};
  const double squared_length = along.x * along.x + along.y * along.y;
  if (squared_length == 0) return 0;
  const Vector offset{target.x - segment.from.x, target.y - segment.from.y};
  return std::clamp((offset.x * along.x + offset.y * along.y) / squared_length, 0.0, 1.0);
}

Point nearest_near_equator(Point point, Segment segment) {
  const double shrink = std::cos(point.lat * radians_per_degree);
  const double width = wrap_lng(segment.to.lng - segment.from.lng);
  const double from_lng = wrap_lng(segment.from.lng - point.lng);
  const Flat flat{{from_lng * shrink, segment.from.lat - point.lat},
                  {(from_lng + width) * shrink, segment.to.lat - point.lat}};
  const double fraction = nearest_fraction(flat, {0, 0});
  return {segment.from.lat + fraction * (segment.to.lat - segment.from.lat),
          wrap_lng(segment.from.lng + fraction * width)};
}

Point nearest_near_pole(Point point, Segment segment) {
  const double sign = point.lat > 0 ? 1 : -1;
  const auto flatten = [&](Point place) -> Vector {
    const double from_pole = 90 - sign * place.lat;
    const double angle = place.lng * radians_per_degree;
    return {from_pole * std::cos(angle), from_pole * std::sin(angle)};
  };
  const Flat flat{flatten(segment.from), flatten(segment.to)};
  const double fraction = nearest_fraction(flat, flatten(point));
  const Vector nearest{flat.from.x + fraction * (flat.to.x - flat.from.x),
                       flat.from.y + fraction * (flat.to.y - flat.from.y)};
  return {sign * (90 - std::hypot(nearest.x, nearest.y)),
          std::atan2(nearest.y, nearest.x) / radians_per_degree};
}

// What no point of the segment is nearer than: the difference in latitude, which costs nothing.
double distance_at_least_m(Point point, Segment segment) {
  if (std::abs(point.lat) > polar_lat) return 0;
  const auto [south, north] = std::minmax(segment.from.lat, segment.to.lat);
  return std::max({0.0, south - point.lat, point.lat - north}) * metres_per_degree;
}

// Calls `visit` with each segment of the line until it answers true; whether it did.
template <class Visit>
bool any_segment(std::span<const Point> line, bool is_ring, Visit visit) {
  if (line.size() == 1) return visit(Segment{line[0], line[0]});
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (visit(Segment{line[i - 1], line[i]})) return true;
  }
  return is_ring && visit(Segment{line.back(), line.front()});
}

double distance_to_pieces_m(Point point, std::span<const Point> line, bool is_ring) {
  double nearest = std::numeric_limits<double>::infinity();
  any_segment(line, is_ring, [&](Segment piece) {
    if (distance_at_least_m(point, piece) < nearest) {
      nearest = std::min(nearest, distance_to_segment_m(point, piece));
    }
    return nearest == 0;
  });
  return nearest;
}

bool is_near(Point point, Segment segment, double radius_m) {
  return distance_at_least_m(point, segment) <= radius_m &&
         distance_to_segment_m(point, segment) <= radius_m;
}

// Whether the difference in latitude alone keeps them apart.
bool are_latitudes_apart(Segment one, Segment other, double radius_m) {
  const auto [south, north] = std::minmax(one.from.lat, one.to.lat);
  const auto [other_south, other_north] = std::minmax(other.from.lat, other.to.lat);
  const double gap = std::max(south - other_north, other_south - north);
  const bool is_polar =
      std::min(south, other_south) < -polar_lat || std::max(north, other_north) > polar_lat;
  return !is_polar && gap * metres_per_degree > radius_m;
}

// Segments that do not cross are nearest to each other at one of their four ends.
bool come_near(Segment one, Segment other, double radius_m) {
  if (are_latitudes_apart(one, other, radius_m)) return false;
  return crosses(one, other) || is_near(one.from, other, radius_m) ||
         is_near(one.to, other, radius_m) || is_near(other.from, one, radius_m) ||
         is_near(other.to, one, radius_m);
}

// Twice the area of the triangle, positive if it turns left.
double turn(Vector a, Vector b, Vector c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool boxes_touch(Flat one, Flat other) {
  const auto [one_west, one_east] = std::minmax(one.from.x, one.to.x);
  const auto [other_west, other_east] = std::minmax(other.from.x, other.to.x);
  const auto [one_south, one_north] = std::minmax(one.from.y, one.to.y);
  const auto [other_south, other_north] = std::minmax(other.from.y, other.to.y);
  return one_west <= other_east && other_west <= one_east && one_south <= other_north &&
         other_south <= one_north;
}

bool are_apart(double one, double other) {
  return (one > 0 && other > 0) || (one < 0 && other < 0);
}

bool cross_on_plane(Flat one, Flat other) {
  return boxes_touch(one, other) &&
         !are_apart(turn(one.from, one.to, other.from), turn(one.from, one.to, other.to)) &&
         !are_apart(turn(other.from, other.to, one.from), turn(other.from, other.to, one.to));
}

// Longitudes counted from `lng`, so that the segment is in one piece.
Flat unrolled(Segment segment, double lng) {
  const double from = wrap_lng(segment.from.lng - lng);
  const double width = wrap_lng(segment.to.lng - segment.from.lng);
  return {{from, segment.from.lat}, {from + width, segment.to.lat}};
}

}  // namespace

bool is_on_earth(Point point) {
  // Written so that NaN, which is neither small nor large, is refused too.
  return std::abs(point.lat) <= 90 && std::abs(point.lng) <= 180;
}

double wrap_lng(double degrees) {
  if (degrees >= -180 && degrees < 180) return degrees;
  return degrees - 360 * std::floor((degrees + 180) / 360);
}

double distance_m(Point from, Point to) {
  const double sin_lat = std::sin((to.lat - from.lat) * radians_per_degree / 2);
  const double sin_lng = std::sin((to.lng - from.lng) * radians_per_degree / 2);
  const double haversine = sin_lat * sin_lat + std::cos(from.lat * radians_per_degree) *
                                                   std::cos(to.lat * radians_per_degree) * sin_lng *
                                                   sin_lng;
  // Rounding may take antipodes beyond 1.
  return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, haversine)));
}

double distance_at_most_m(Point from, Point to) {
  // As if every parallel were as long as the equator.
  const double lat = to.lat - from.lat;
  const double lng = wrap_lng(to.lng - from.lng);
  return std::sqrt(lat * lat + lng * lng) * metres_per_degree;
}

double distance_to_segment_m(Point point, Segment segment) {
  const Point nearest = std::abs(point.lat) > polar_lat ? nearest_near_pole(point, segment)
                                                        : nearest_near_equator(point, segment);
  // An end may be nearer where the segment leads far away and the plane is no good any more.
  return std::min(
      {distance_m(point, nearest), distance_m(point, segment.from), distance_m(point, segment.to)});
}

double distance_to_line_m(Point point, std::span<const Point> line) {
  return distance_to_pieces_m(point, line, false);
}

bool crosses(Segment one, Segment other) {
  const Flat flat = unrolled(one, one.from.lng);
  const Flat there = unrolled(other, one.from.lng);
  for (const double round : {-360.0, 0.0, 360.0}) {
    const Flat moved{{there.from.x + round, there.from.y}, {there.to.x + round, there.to.y}};
    if (cross_on_plane(flat, moved)) return true;
  }
  return false;
}

bool comes_within(Segment segment, Point centre, double radius_m) {
  return is_near(centre, segment, radius_m);
}

bool comes_within(Segment segment, std::span<const Point> line, double radius_m) {
  return any_segment(line, false,
                     [&](Segment piece) { return come_near(segment, piece, radius_m); });
}

bool is_inside(Point point, std::span<const Point> ring) {
  // Counts the edges north of the point: an odd number means that the ring is between the point and
  // the north pole.
  bool is_odd = false;
  double round = 0;
  double lat_sum = 0;
  any_segment(ring, true, [&](Segment edge) {
    const double width = wrap_lng(edge.to.lng - edge.from.lng);
    round += width;
    lat_sum += edge.from.lat;
    const double west = wrap_lng(edge.from.lng - point.lng);
    const double east = wrap_lng(edge.to.lng - point.lng);
    // On either side of the point's meridian, and not of the one opposite.
    if ((west < 0) != (east < 0) && std::abs(east - west) < 180) {
      const double lat = edge.from.lat + (edge.to.lat - edge.from.lat) * west / (west - east);
      is_odd ^= lat > point.lat;
    }
    return false;
  });
  const bool holds_north_pole = std::abs(round) > 180 && lat_sum > 0;
  return is_odd != holds_north_pole;
}

double distance_to_area_m(Point point, std::span<const Point> ring) {
  return is_inside(point, ring) ? 0 : distance_to_pieces_m(point, ring, true);
}

bool comes_within_area(Segment segment, std::span<const Point> ring, double radius_m) {
  // A way in from outside crosses an edge.
  return is_inside(segment.from, ring) ||
         any_segment(ring, true, [&](Segment edge) { return come_near(segment, edge, radius_m); });
}

}  // namespace socle::tracking
