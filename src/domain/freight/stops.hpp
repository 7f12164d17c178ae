// The places between pick-up and delivery, in the order in which they are driven to. Source: A-29.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/freight/request.hpp"
#include "domain/freight/road.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// The delivery is the last stop and not among them.
inline constexpr std::size_t stops_between_max = stops_max - 1;

struct Stop {
  std::string address, city;
  Place place;
};

// Whether the places must be named: a price needs only to know where they are.
enum class StopNames { required, optional };

// Reads [{"address": "…", "city": "Thiès", "lat": 14.79, "lng": -16.93}, …]. Refuses with
// `invalid_value` (detail: field "stops", member, reason) what is no such array, more than
// stops_between_max, unknown and missing members, texts that are blank or too long, and coordinates
// that are no place; `member` is a pointer (RFC 6901), "/0/lat".
Result<std::vector<Stop>> read_stops(std::string_view json, StopNames names);

}  // namespace socle::freight
