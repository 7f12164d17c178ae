#include "domain/freight/assignment.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

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

void list_vehicle(std::vector<Refusal>& reasons, const Job& job, const Vehicle& vehicle) {
  if (!vehicle.is_verified) reasons.emplace_back(errors::vehicle_not_verified);
  if (!vehicle.is_available) reasons.emplace_back(errors::vehicle_unavailable);
  if (!is_suitable(vehicle.type, job.type))
    reasons.push_back(Refusal(errors::vehicle_unsuitable)
                          .with("vehicle_type", to_string(vehicle.type))
                          .with("transport_type", to_string(job.type)));
  if (!holds(vehicle.capacity_kg, job.weight_kg))
    reasons.push_back(too_small("weight_kg", vehicle.capacity_kg, job.weight_kg));
  if (job.volume_m3 && !holds(vehicle.capacity_m3, *job.volume_m3))
    reasons.push_back(too_small("volume_m3", vehicle.capacity_m3, *job.volume_m3));
}

void list_papers(std::vector<Refusal>& reasons, std::int32_t day, const Carrier& carrier,
                 const Vehicle& vehicle, Papers papers) {
  if (papers == Papers::none) return;
  if (!is_valid_until(vehicle.insurance_expiry, day))
    reasons.push_back(expired(errors::insurance_expired, vehicle.insurance_expiry, day));
  if (!is_valid_until(vehicle.inspection_expiry, day))
    reasons.push_back(expired(errors::inspection_expired, vehicle.inspection_expiry, day));
  if (papers != Papers::all) return;
  if (!is_valid_until(carrier.licence_expiry, day))
    reasons.push_back(expired(errors::licence_expired, carrier.licence_expiry, day));
  if (!carrier.has_identity) reasons.emplace_back(errors::identity_missing);
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

std::optional<Papers> parse_papers(std::string_view text) {
  constexpr std::string_view words[] = {"none", "vehicle", "all"};
  return find_word<Papers>(words, text);
}

std::vector<Refusal> list_reasons(const Job& job, const Carrier& carrier, const Vehicle& vehicle,
                                  Papers papers) {
  std::vector<Refusal> reasons;
  if (carrier.id == job.client) reasons.emplace_back(errors::self_dealing);
  if (!carrier.is_transporter) reasons.emplace_back(errors::not_a_transporter);
  if (!carrier.is_active) reasons.emplace_back(errors::transporter_inactive);
  if (!carrier.is_verified) reasons.emplace_back(errors::transporter_not_verified);
  if (vehicle.owner != carrier.id) reasons.emplace_back(errors::vehicle_not_owned);
  list_vehicle(reasons, job, vehicle);
  list_papers(reasons, job.window_end, carrier, vehicle, papers);
  if (vehicle.has_overlapping_job) reasons.emplace_back(errors::vehicle_busy);
  if (carrier.has_overlapping_job) reasons.emplace_back(errors::transporter_busy);
  return reasons;
}

std::string reasons_json(std::span<const Refusal> reasons) {
  std::string json = "[";
  for (const Refusal& reason : reasons) {
    if (json.size() > 1) json += ',';
    json += reason.detail();
  }
  return json + ']';
}

Check check_assignment(const Job& job, const Carrier& carrier, const Vehicle& vehicle,
                       Papers papers) {
  std::vector<Refusal> reasons = list_reasons(job, carrier, vehicle, papers);
  if (reasons.empty()) return {};
  const std::string all = reasons_json(reasons);
  return std::move(reasons.front()).with_json("reasons", all);
}

}  // namespace socle::freight
