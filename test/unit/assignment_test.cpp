#include "domain/freight/assignment.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::rule;

constexpr Uuid client_id{{1}};
constexpr Uuid transporter_id{{2}};
constexpr std::int32_t delivery_day = 9'497;  // 2026-01-01

// A job, a carrier and a vehicle that fit; the tests change one thing.
struct Case {
  Job job{client_id, TransportType::standard, 1'000, 5.0, delivery_day};
  Carrier carrier{transporter_id, true, true, true, false, true, delivery_day};
  Vehicle vehicle{transporter_id, VehicleType::truck, 1'000,       5.0, true, true,
                  false,          delivery_day,       delivery_day};

  Papers papers = Papers::vehicle;

  Check check() const { return check_assignment(job, carrier, vehicle, papers); }
  // The names of all rules that are broken, and the facts of the first of them.
  std::string rules() const {
    std::string names;
    for (const Refusal& reason : list_reasons(job, carrier, vehicle, papers))
      names += (names.empty() ? "" : " ") + std::string(reason.definition().name);
    return names;
  }
  std::string facts() const { return list_reasons(job, carrier, vehicle, papers).front().detail(); }
};

TEST(Suitability, DependsOnTheGoods) {
  // Rows: moto, car, van, truck, trailer; columns in the order of TransportType.
  constexpr bool expected[5][5] = {
      {true, true, false, false, false}, {true, true, true, false, false},
      {true, true, true, true, true},    {true, true, true, true, true},
      {true, true, true, true, true},
  };
  for (int vehicle = 0; vehicle < 5; ++vehicle) {
    for (int cargo = 0; cargo < 5; ++cargo) {
      EXPECT_EQ(is_suitable(static_cast<VehicleType>(vehicle), static_cast<TransportType>(cargo)),
                expected[vehicle][cargo])
          << vehicle << ' ' << cargo;
    }
  }
}

TEST(Assignment, AcceptsWhatFitsExactly) { EXPECT_EQ(rule(Case().check()), "ok"); }

TEST(Assignment, RefusesInTheOrderOfTheRules) {
  // Everything is wrong; mending one thing after the other shows the next rule.
  Case wrong;
  wrong.job = {transporter_id, TransportType::hazardous, 2'000, 6.0, delivery_day};
  wrong.carrier = {transporter_id, false, false, false, true, false, {}};
  wrong.papers = Papers::all;
  wrong.vehicle = {client_id, VehicleType::moto, 50, {}, false, false, true, {}, {}};
  EXPECT_EQ(rule(wrong.check()), "self_dealing");
  wrong.job.client = client_id;
  EXPECT_EQ(rule(wrong.check()), "not_a_transporter");
  wrong.carrier.is_transporter = true;
  EXPECT_EQ(rule(wrong.check()), "transporter_inactive");
  wrong.carrier.is_active = true;
  EXPECT_EQ(rule(wrong.check()), "transporter_not_verified");
  wrong.carrier.is_verified = true;
  EXPECT_EQ(rule(wrong.check()), "vehicle_not_owned");
  wrong.vehicle.owner = transporter_id;
  EXPECT_EQ(rule(wrong.check()), "vehicle_not_verified");
  wrong.vehicle.is_verified = true;
  EXPECT_EQ(rule(wrong.check()), "vehicle_unavailable");
  wrong.vehicle.is_available = true;
  EXPECT_EQ(rule(wrong.check()), "vehicle_unsuitable");
  wrong.vehicle.type = VehicleType::truck;
  EXPECT_EQ(rule(wrong.check()), "vehicle_too_small");
  wrong.vehicle.capacity_kg = 2'000;
  EXPECT_EQ(rule(wrong.check()), "vehicle_too_small");
  wrong.vehicle.capacity_m3 = 6;
  EXPECT_EQ(rule(wrong.check()), "insurance_expired");
  wrong.vehicle.insurance_expiry = delivery_day;
  EXPECT_EQ(rule(wrong.check()), "inspection_expired");
  wrong.vehicle.inspection_expiry = delivery_day;
  EXPECT_EQ(rule(wrong.check()), "licence_expired");
  wrong.carrier.licence_expiry = delivery_day;
  EXPECT_EQ(rule(wrong.check()), "identity_missing");
  wrong.carrier.has_identity = true;
  EXPECT_EQ(rule(wrong.check()), "vehicle_busy");
  wrong.vehicle.has_overlapping_job = false;
  EXPECT_EQ(rule(wrong.check()), "transporter_busy");
  wrong.carrier.has_overlapping_job = false;
  EXPECT_EQ(rule(wrong.check()), "ok");
}

TEST(Assignment, ListsEveryReason) {
  Case wrong;
  EXPECT_EQ(wrong.rules(), "");
  wrong.job = {transporter_id, TransportType::hazardous, 2'000, 6.0, delivery_day};
  wrong.carrier = {transporter_id, false, false, false, true, false, {}};
  wrong.vehicle = {client_id, VehicleType::moto, 50, {}, false, false, true, {}, {}};
  wrong.papers = Papers::all;
  EXPECT_EQ(wrong.rules(),
            "self_dealing not_a_transporter transporter_inactive transporter_not_verified "
            "vehicle_not_owned vehicle_not_verified vehicle_unavailable vehicle_unsuitable "
            "vehicle_too_small vehicle_too_small insurance_expired inspection_expired "
            "licence_expired identity_missing vehicle_busy transporter_busy");
  Case busy;
  busy.vehicle.has_overlapping_job = busy.carrier.has_overlapping_job = true;
  EXPECT_EQ(busy.check().refusal().detail(),
            R"({"error":"vehicle_busy","reasons":)"
            R"([{"error":"vehicle_busy"},{"error":"transporter_busy"}]})");
}

TEST(Assignment, AsksForThePapersThatTheSettingNames) {
  Case bare;
  bare.vehicle.insurance_expiry.reset();
  bare.vehicle.inspection_expiry.reset();
  bare.carrier.licence_expiry = delivery_day - 1;
  bare.carrier.has_identity = false;
  bare.papers = Papers::none;
  EXPECT_EQ(bare.rules(), "");
  bare.papers = Papers::vehicle;
  EXPECT_EQ(bare.rules(), "insurance_expired inspection_expired");
  bare.papers = Papers::all;
  EXPECT_EQ(bare.rules(), "insurance_expired inspection_expired licence_expired identity_missing");
  EXPECT_EQ(parse_papers("all"), Papers::all);
  EXPECT_EQ(parse_papers("some"), std::nullopt);
}

TEST(Assignment, ComparesWeightAndVolumeWithTheCapacity) {
  Case heavy;
  heavy.job.weight_kg = 1'000.5;
  EXPECT_EQ(heavy.facts(),
            R"({"error":"vehicle_too_small","dimension":"weight_kg","capacity":1000,)"
            R"("required":1000.5})");
  Case bulky;
  bulky.job.volume_m3 = 5.1;
  EXPECT_EQ(bulky.facts(),
            R"({"error":"vehicle_too_small","dimension":"volume_m3","capacity":5,"required":5.1})");
}

TEST(Assignment, TreatsAnUnknownVolumeOfTheVehicleAsTooSmall) {
  Case unknown;
  unknown.vehicle.capacity_m3.reset();
  EXPECT_EQ(
      unknown.facts(),
      R"({"error":"vehicle_too_small","dimension":"volume_m3","capacity":null,"required":5})");
  unknown.job.volume_m3.reset();
  EXPECT_EQ(rule(unknown.check()), "ok");
}

TEST(Assignment, TreatsACapacityThatIsNoNumberAsTooSmall) {
  Case strange;
  strange.vehicle.capacity_kg = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(rule(strange.check()), "vehicle_too_small");
}

TEST(Assignment, WantsInsuranceAndInspectionToTheDayOfDelivery) {
  Case uninsured;
  uninsured.vehicle.insurance_expiry = delivery_day - 1;
  EXPECT_EQ(uninsured.facts(),
            R"({"error":"insurance_expired","expires":"2025-12-31","needed_until":"2026-01-01"})");
  uninsured.vehicle.insurance_expiry.reset();
  EXPECT_EQ(uninsured.facts(),
            R"({"error":"insurance_expired","expires":null,"needed_until":"2026-01-01"})");
  Case uninspected;
  uninspected.vehicle.inspection_expiry = -1;
  EXPECT_EQ(uninspected.facts(),
            R"({"error":"inspection_expired","expires":"1999-12-31","needed_until":"2026-01-01"})");
}

TEST(Assignment, WritesEveryDateOfTheCalendar) {
  const auto needed_until = [](std::int32_t day) {
    Case late;
    late.job.window_end = day;
    late.vehicle.insurance_expiry.reset();
    const std::string detail = late.facts();
    const std::size_t start = detail.rfind(':') + 2;
    return detail.substr(start, detail.size() - start - 2);
  };
  EXPECT_EQ(needed_until(0), "2000-01-01");
  EXPECT_EQ(needed_until(59), "2000-02-29");
  EXPECT_EQ(needed_until(60), "2000-03-01");
  EXPECT_EQ(needed_until(365), "2000-12-31");
  EXPECT_EQ(needed_until(36'583), "2100-02-28");
  EXPECT_EQ(needed_until(36'584), "2100-03-01");
  EXPECT_EQ(needed_until(std::numeric_limits<std::int32_t>::max()), "infinity");
  EXPECT_EQ(needed_until(std::numeric_limits<std::int32_t>::min()), "-infinity");
}

}  // namespace
}  // namespace socle::freight
