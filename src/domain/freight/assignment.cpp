#include "domain/freight/assignment.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "domain/errors/catalogue.hpp"

namespace socle::freight {
namespace {

// The shortest text that reads back as the same number. JSON has no word for infinity or NaN.
std::string number_json(std::optional<double> number) {
  if (!number || !std::isfinite(*number)) return "null";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, *number).ptr;
  return std::string(text, end);
}

void append_padded(std::string& text, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) text.append(width - digits.size(), '0');
  text += digits;
}

// The date in ISO 8601, or null. Days count from 2000-01-01; PostgreSQL's infinities are the ends
// of the range. The calendar is shifted to start in March, so that the leap day comes last
// (Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
std::string date_json(std::optional<std::int32_t> day) {
  if (!day) return "null";
  if (*day == std::numeric_limits<std::int32_t>::max()) return "\"infinity\"";
  if (*day == std::numeric_limits<std::int32_t>::min()) return "\"-infinity\"";
  constexpr std::int64_t days_per_era = 146'097;      // 400 years
  constexpr std::int64_t days_before_2000 = 730'425;  // since 0000-03-01
  const std::int64_t shifted = *day + days_before_2000;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - days_per_era + 1) / days_per_era;
  const std::int64_t day_of_era = shifted - era * days_per_era;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);

  std::string json = "\"";
  append_padded(json, year, 4);
  json += '-';
  append_padded(json, month, 2);
  json += '-';
  append_padded(json, day_of_year - (153 * shifted_month + 2) / 5 + 1, 2);
  return json + '"';
}

// Written so that a capacity of NaN carries nothing.
bool holds(std::optional<double> capacity, double required) {
  return capacity && *capacity >= required;
}

Refusal too_small(std::string_view dimension, std::optional<double> capacity, double required) {
  return Refusal(errors::vehicle_too_small)
      .with("dimension", dimension)
      .with_json("capacity", number_json(capacity))
      .with_json("required", number_json(required));
}

bool is_valid_until(std::optional<std::int32_t> expiry, std::int32_t day) {
  return expiry && *expiry >= day;
}

Refusal expired(const ErrorDefinition& error, std::optional<std::int32_t> expiry,
                std::int32_t needed_until) {
  return Refusal(error)
      .with_json("expires", date_json(expiry))
      .with_json("needed_until", date_json(needed_until));
}

Check check_vehicle(const Job& job, const Vehicle& vehicle) {
  if (!vehicle.is_verified) return Refusal(errors::vehicle_not_verified);
  if (!vehicle.is_available) return Refusal(errors::vehicle_unavailable);
  if (!is_suitable(vehicle.type, job.type)) {
    return Refusal(errors::vehicle_unsuitable)
        .with("vehicle_type", to_string(vehicle.type))
        .with("transport_type", to_string(job.type));
  }
  if (!holds(vehicle.capacity_kg, job.weight_kg)) {
    return too_small("weight_kg", vehicle.capacity_kg, job.weight_kg);
  }
  if (job.volume_m3 && !holds(vehicle.capacity_m3, *job.volume_m3)) {
    return too_small("volume_m3", vehicle.capacity_m3, *job.volume_m3);
  }
  if (!is_valid_until(vehicle.insurance_expiry, job.window_end)) {
    return expired(errors::insurance_expired, vehicle.insurance_expiry, job.window_end);
  }
  if (!is_valid_until(vehicle.inspection_expiry, job.window_end)) {
    return expired(errors::inspection_expired, vehicle.inspection_expiry, job.window_end);
  }
  if (vehicle.has_overlapping_job) return Refusal(errors::vehicle_busy);
  return {};
}

}  // namespace

bool is_suitable(VehicleType vehicle, TransportType cargo) {
  switch (cargo) {
    case TransportType::standard:
    case TransportType::express:
      return true;
    case TransportType::fragile:
      return vehicle != VehicleType::moto;
    case TransportType::refrigerated:
    case TransportType::hazardous:
      return vehicle != VehicleType::moto && vehicle != VehicleType::car;
  }
  return false;
}

Check check_assignment(const Job& job, const Carrier& carrier, const Vehicle& vehicle) {
  if (carrier.id == job.client) return Refusal(errors::self_dealing);
  if (!carrier.is_transporter) return Refusal(errors::not_a_transporter);
  if (!carrier.is_active) return Refusal(errors::transporter_inactive);
  if (!carrier.is_verified) return Refusal(errors::transporter_not_verified);
  if (vehicle.owner != carrier.id) return Refusal(errors::vehicle_not_owned);
  return check_vehicle(job, vehicle);
}

}  // namespace socle::freight
