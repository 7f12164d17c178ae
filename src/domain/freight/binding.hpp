// Whether a quote is the price of a request. Source: A-29, research/logistics.md §4 point 6.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// What a price depends on.
struct Transport {
  TransportType type;
  std::optional<VehicleType> vehicle;
  double weight_kg;
  std::optional<double> volume_m3;
  std::optional<std::string> pickup_city, delivery_city;
  Place pickup, delivery;
  std::vector<Place> stops;
  Instant pickup_date;
};

// How a quote stands when somebody wants to use it.
struct QuoteState {
  bool is_used;
  Instant expires;
};

// Refuses a quote that was used (`quote_used`), that is no longer valid at `now` (`quote_expired`),
// or that is the price of another transport (`quote_mismatch`, detail: field, the first that
// differs, by its SQL name). A quote without cities is for nobody's request: its price leaves out
// what the way between two cities may add.
Check check_binding(const QuoteState& state, Instant now, const Transport& quoted,
                    const Transport& asked);

}  // namespace socle::freight
