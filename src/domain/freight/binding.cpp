#include "domain/freight/binding.hpp"

#include <string_view>

#include "domain/errors/catalogue.hpp"

namespace socle::freight {
namespace {

bool is_same(Place a, Place b) { return a.lat == b.lat && a.lng == b.lng; }

bool is_same(const std::vector<Place>& a, const std::vector<Place>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!is_same(a[i], b[i])) return false;
  }
  return true;
}

// Empty if nothing differs.
std::string_view first_difference(const Transport& a, const Transport& b) {
  if (a.type != b.type) return "transport_type";
  if (a.vehicle != b.vehicle) return "vehicle_type";
  if (a.weight_kg != b.weight_kg) return "cargo_weight_kg";
  if (a.volume_m3 != b.volume_m3) return "cargo_volume_m3";
  if (a.pickup_city != b.pickup_city) return "pickup_city";
  if (a.delivery_city != b.delivery_city) return "delivery_city";
  if (a.pickup.lat != b.pickup.lat) return "pickup_lat";
  if (a.pickup.lng != b.pickup.lng) return "pickup_lng";
  if (a.delivery.lat != b.delivery.lat) return "delivery_lat";
  if (a.delivery.lng != b.delivery.lng) return "delivery_lng";
  if (!is_same(a.stops, b.stops)) return "stops";
  if (a.pickup_date != b.pickup_date) return "pickup_date";
  return {};
}

}  // namespace

Check check_binding(const QuoteState& state, Instant now, const Transport& quoted,
                    const Transport& asked) {
  if (state.is_used) return Refusal(errors::quote_used);
  if (now >= state.expires) return Refusal(errors::quote_expired);
  if (const std::string_view field = first_difference(quoted, asked); !field.empty()) {
    return Refusal(errors::quote_mismatch).with("field", field);
  }
  return {};
}

}  // namespace socle::freight
