#include "domain/freight/request.hpp"

#include <cmath>
#include <limits>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view statuses[] = {"pending",   "validated", "assigned", "in_progress",
                                         "completed", "cancelled", "disputed"};
constexpr std::string_view transport_types[] = {"standard", "express", "fragile", "refrigerated",
                                                "hazardous"};
constexpr std::string_view vehicle_types[] = {"moto", "car", "van", "truck", "trailer"};

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

Check check_text(std::string_view field, std::string_view text, std::size_t bytes_max) {
  if (text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos) {
    return Refusal(errors::missing_value).with("field", field);
  }
  if (text.size() > bytes_max) {
    return Refusal(errors::invalid_value)
        .with("field", field)
        .with("reason", "too long")
        .with("bytes_max", bytes_max);
  }
  return {};
}

}  // namespace

std::string_view to_string(Status status) { return word_of(statuses, status); }

std::string_view to_string(TransportType type) { return word_of(transport_types, type); }

std::string_view to_string(VehicleType type) { return word_of(vehicle_types, type); }

std::optional<Status> parse_status(std::string_view text) {
  return find_word<Status>(statuses, text);
}

std::optional<TransportType> parse_transport_type(std::string_view text) {
  return find_word<TransportType>(transport_types, text);
}

std::optional<VehicleType> parse_vehicle_type(std::string_view text) {
  return find_word<VehicleType>(vehicle_types, text);
}

Check check_quantity(std::string_view field, double quantity, double maximum) {
  if (!std::isfinite(quantity)) return invalid(field, "not a finite number");
  if (quantity <= 0) return invalid(field, "not positive");
  if (quantity > maximum) return invalid(field, "too large");
  return {};
}

Check check_place(std::string_view lat_field, std::string_view lng_field, Place place) {
  // Written so that NaN, which is neither small nor large, is refused too.
  if (!(std::abs(place.lat) <= 90)) return invalid(lat_field, "not between -90 and 90");
  if (!(std::abs(place.lng) <= 180)) return invalid(lng_field, "not between -180 and 180");
  // In the sea off Ghana; what a client sends when it has no position.
  if (place.lat == 0 && place.lng == 0) return invalid(lat_field, "the position 0,0 is no place");
  return {};
}

// PostgreSQL's infinities are the ends of the range.
Check check_date(std::string_view field, Instant date) {
  using Limits = std::numeric_limits<Instant>;
  if (date == Limits::min() || date == Limits::max()) return invalid(field, "not a finite date");
  return {};
}

Check check_window(Instant pickup, Instant delivery) {
  if (Check finite = check_date("pickup_date", pickup); !finite) return finite;
  if (Check finite = check_date("delivery_date", delivery); !finite) return finite;
  if (delivery <= pickup) return invalid("delivery_date", "not after the pick-up");
  return {};
}

Check check_draft(const Draft& draft) {
  Check checks[] = {
      check_text("cargo_description", draft.cargo_description, description_bytes_max),
      check_quantity("cargo_weight_kg", draft.cargo_weight_kg, weight_kg_max),
      // A volume is optional; without one there is nothing to check.
      draft.cargo_volume_m3
          ? check_quantity("cargo_volume_m3", *draft.cargo_volume_m3, volume_m3_max)
          : Check(),
      check_text("pickup_address", draft.pickup_address, address_bytes_max),
      check_text("pickup_city", draft.pickup_city, city_bytes_max),
      check_text("delivery_address", draft.delivery_address, address_bytes_max),
      check_text("delivery_city", draft.delivery_city, city_bytes_max),
      check_place("pickup_lat", "pickup_lng", draft.pickup),
      check_place("delivery_lat", "delivery_lng", draft.delivery),
      check_window(draft.pickup_date, draft.delivery_date),
  };
  for (Check& check : checks) {
    if (!check) return std::move(check);
  }
  return {};
}

}  // namespace socle::freight
