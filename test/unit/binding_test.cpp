#include "domain/freight/binding.hpp"

#include <gtest/gtest.h>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

Transport rice() {
  return {.type = TransportType::standard,
          .vehicle = VehicleType::truck,
          .weight_kg = 1'000,
          .volume_m3 = 2,
          .pickup_city = "Dakar",
          .delivery_city = "Bamako",
          .pickup = {14.7, -17.4},
          .delivery = {12.6, -8},
          .stops = {{14.8, -16.9}, {13.8, -13.7}},
          .pickup_date = 1'000};
}

constexpr QuoteState fresh{.is_used = false, .expires = 100};

TEST(Binding, HoldsForTheSameTransportUntilItExpires) {
  EXPECT_EQ(rule(check_binding(fresh, 99, rice(), rice())), "ok");
  EXPECT_EQ(rule(check_binding(fresh, 100, rice(), rice())), "quote_expired");
}

TEST(Binding, IsForOneRequest) {
  EXPECT_EQ(rule(check_binding({true, 100}, 99, rice(), rice())), "quote_used");
  EXPECT_EQ(rule(check_binding({true, 100}, 200, rice(), rice())), "quote_used");
}

TEST(Binding, NamesTheFirstFieldThatDiffers) {
  struct Case {
    void (*change)(Transport&);
    const char* field;
  };
  const Case cases[] = {
      {[](Transport& t) { t.type = TransportType::fragile; }, "transport_type"},
      {[](Transport& t) { t.vehicle = VehicleType::van; }, "vehicle_type"},
      {[](Transport& t) { t.vehicle.reset(); }, "vehicle_type"},
      {[](Transport& t) { t.weight_kg += 1e-9; }, "cargo_weight_kg"},
      {[](Transport& t) { t.volume_m3.reset(); }, "cargo_volume_m3"},
      {[](Transport& t) { t.pickup_city = "dakar"; }, "pickup_city"},
      {[](Transport& t) { t.delivery_city.reset(); }, "delivery_city"},
      {[](Transport& t) { t.pickup.lat = 14; }, "pickup_lat"},
      {[](Transport& t) { t.pickup.lng = -17; }, "pickup_lng"},
      {[](Transport& t) { t.delivery.lat = 12; }, "delivery_lat"},
      {[](Transport& t) { t.delivery.lng = -7; }, "delivery_lng"},
      {[](Transport& t) { t.stops.pop_back(); }, "stops"},
      {[](Transport& t) { std::swap(t.stops[0], t.stops[1]); }, "stops"},
      {[](Transport& t) { t.pickup_date = 1'001; }, "pickup_date"},
  };
  for (const Case& c : cases) {
    Transport asked = rice();
    c.change(asked);
    EXPECT_EQ(facts(check_binding(fresh, 0, rice(), asked)),
              std::string(R"({"error":"quote_mismatch","field":")") + c.field + "\"}");
  }
}

}  // namespace
}  // namespace socle::freight
