// A transport request: its words, and what a client must say to make one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::freight {

// Enumerators are in the order of the enum types in SQL and spelled the same.
enum class Status { pending, validated, assigned, in_progress, completed, cancelled, disputed };
enum class TransportType { standard, express, fragile, refrigerated, hazardous };
enum class VehicleType { moto, car, van, truck, trailer };

std::string_view to_string(Status status);
std::string_view to_string(TransportType type);
std::string_view to_string(VehicleType type);
std::optional<Status> parse_status(std::string_view text);
std::optional<TransportType> parse_transport_type(std::string_view text);
std::optional<VehicleType> parse_vehicle_type(std::string_view text);

// Degrees, WGS 84.
struct Place {
  double lat;
  double lng;
};

// Microseconds since 2000-01-01 UTC, as PostgreSQL counts.
using Instant = std::int64_t;

// What a client says when asking for a transport. Source: A-26 … A-28.
struct Draft {
  std::string_view cargo_description;
  double cargo_weight_kg;
  std::optional<double> cargo_volume_m3;
  std::string_view pickup_address, pickup_city;
  std::string_view delivery_address, delivery_city;
  Place pickup, delivery;
  Instant pickup_date, delivery_date;
};

inline constexpr double weight_kg_max = 100'000;
inline constexpr double volume_m3_max = 1'000;
inline constexpr std::size_t description_bytes_max = 2'000;
inline constexpr std::size_t address_bytes_max = 500;
// Two of them make the route that notifications and the ledger name.
inline constexpr std::size_t city_bytes_max = 200;

// The checks of single values, which quotes share. Each refuses with `invalid_value` (detail:
// field, reason).
Check check_quantity(std::string_view field, double quantity, double maximum);
Check check_place(std::string_view lat_field, std::string_view lng_field, Place place);
Check check_date(std::string_view field, Instant date);
Check check_window(Instant pickup, Instant delivery);

// Refuses blank or too long text (`missing_value`, `invalid_value` with the field's SQL name and a
// reason), weights and volumes that are not finite, not positive or too large, coordinates outside
// ±90/±180 or exactly 0,0, dates that are not finite, and a delivery that is not after the pick-up.
Check check_draft(const Draft& draft);

}  // namespace socle::freight
