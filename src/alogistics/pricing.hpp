// What a transport costs by the tariff in force: of a quote's row and of a request's, which name
// what decides alike.
#pragma once

#include "domain/freight/quote.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

struct Pricing {
  Uuid tariff;
  freight::Quote quote;
};

// Where the stops on the way are. Refuses what is no list of them (`invalid_value`).
std::vector<freight::Place> places_of(std::string_view stops);

// The road from stop to stop, measured; metres. Refuses places that are none (`invalid_value`) or
// too far apart.
std::vector<std::int64_t> measure_legs(const pg::Row& transport, pg::Schema system);

// The price of the row's transport at `now`, in its currency. Errors: as freight::quote(), and
// `no_tariff_rule` where no tariff is in force.
Pricing price(const pg::Row& transport, const std::vector<std::int64_t>& legs_m, std::int64_t now,
              pg::Schema system);

}  // namespace socle::alogistics
