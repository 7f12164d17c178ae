#include "domain/freight/request.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr Place dakar{14.6928, -17.4467};
constexpr Place bamako{12.6392, -8.0029};
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

Draft good_draft() {
  return Draft{.cargo_description = "20 sacs de riz",
               .cargo_weight_kg = 1'000,
               .cargo_volume_m3 = 2.5,
               .pickup_address = "Rue 10",
               .pickup_city = "Dakar",
               .delivery_address = "Avenue Modibo Keïta",
               .delivery_city = "Bamako",
               .pickup = dakar,
               .delivery = bamako,
               .pickup_date = 100,
               .delivery_date = 200};
}

TEST(Words, AreThoseOfTheSqlEnumsAndReadBack) {
  constexpr std::string_view statuses[] = {"pending",   "validated", "assigned", "in_progress",
                                           "completed", "cancelled", "disputed"};
  for (const std::string_view word : statuses) EXPECT_EQ(to_string(*parse_status(word)), word);
  for (const char* word : {"standard", "express", "fragile", "refrigerated", "hazardous"}) {
    EXPECT_EQ(to_string(*parse_transport_type(word)), word);
  }
  for (const char* word : {"moto", "car", "van", "truck", "trailer"}) {
    EXPECT_EQ(to_string(*parse_vehicle_type(word)), word);
  }
  EXPECT_EQ(to_string(Status::disputed), "disputed");
  EXPECT_EQ(to_string(TransportType::hazardous), "hazardous");
  EXPECT_EQ(to_string(VehicleType::trailer), "trailer");
}

TEST(Words, ThatAreUnknownAreNothing) {
  for (const char* word : {"", "Pending", "pending ", "done", "standard"}) {
    EXPECT_FALSE(parse_status(word)) << word;
  }
  EXPECT_FALSE(parse_transport_type("pending"));
  EXPECT_FALSE(parse_vehicle_type("bike"));
}

TEST(CheckDraft, AcceptsAGoodOne) {
  EXPECT_EQ(rule(check_draft(good_draft())), "ok");
  Draft draft = good_draft();
  draft.cargo_volume_m3.reset();
  draft.delivery_date = draft.pickup_date + 1;
  draft.cargo_weight_kg = weight_kg_max;
  EXPECT_EQ(rule(check_draft(draft)), "ok");
}

TEST(CheckDraft, WantsEveryText) {
  const std::pair<std::string_view Draft::*, std::string_view> texts[] = {
      {&Draft::cargo_description, "cargo_description"},
      {&Draft::pickup_address, "pickup_address"},
      {&Draft::pickup_city, "pickup_city"},
      {&Draft::delivery_address, "delivery_address"},
      {&Draft::delivery_city, "delivery_city"}};
  const std::string too_long(2'001, 'x');
  for (const auto& [field, name] : texts) {
    for (const char* blank : {"", " ", "\t\n\r "}) {
      Draft draft = good_draft();
      draft.*field = blank;
      EXPECT_EQ(facts(check_draft(draft)),
                R"({"error":"missing_value","field":")" + std::string(name) + "\"}");
    }
    Draft draft = good_draft();
    draft.*field = too_long;
    EXPECT_EQ(rule(check_draft(draft)), "invalid_value") << name;
  }
}

TEST(CheckDraft, BoundsTextsInBytes) {
  const std::string text(2'001, 'x');
  Draft draft = good_draft();
  draft.cargo_description = std::string_view(text).substr(0, 2'000);
  draft.pickup_address = std::string_view(text).substr(0, 500);
  EXPECT_EQ(rule(check_draft(draft)), "ok");
  draft.pickup_address = std::string_view(text).substr(0, 501);
  EXPECT_EQ(facts(check_draft(draft)),
            R"({"error":"invalid_value","field":"pickup_address","reason":"too long",)"
            R"("bytes_max":500})");
  draft = good_draft();
  draft.delivery_city = std::string_view(text).substr(0, 201);
  EXPECT_EQ(rule(check_draft(draft)), "invalid_value");
}

TEST(CheckDraft, WantsAPossibleWeight) {
  for (const double weight : {0.0, -1.0, 100'000.1, infinite, -infinite, not_a_number}) {
    Draft draft = good_draft();
    draft.cargo_weight_kg = weight;
    EXPECT_EQ(rule(check_draft(draft)), "invalid_value") << weight;
  }
  Draft draft = good_draft();
  draft.cargo_weight_kg = 0;
  EXPECT_EQ(facts(check_draft(draft)),
            R"({"error":"invalid_value","field":"cargo_weight_kg","reason":"not positive"})");
}

TEST(CheckDraft, WantsAPossibleVolumeIfAny) {
  for (const double volume : {0.0, -1.0, 1'000.1, infinite, not_a_number}) {
    Draft draft = good_draft();
    draft.cargo_volume_m3 = volume;
    EXPECT_EQ(rule(check_draft(draft)), "invalid_value") << volume;
  }
}

TEST(CheckDraft, WantsPlacesOnEarth) {
  for (const Place place : {Place{90.1, 0}, Place{-90.1, 0}, Place{1, 180.1}, Place{1, -180.1},
                            Place{0, 0}, Place{-0.0, 0}, Place{not_a_number, 1},
                            Place{1, not_a_number}, Place{infinite, 1}, Place{1, -infinite}}) {
    Draft draft = good_draft();
    draft.pickup = place;
    EXPECT_EQ(rule(check_draft(draft)), "invalid_value") << place.lat << ' ' << place.lng;
    draft = good_draft();
    draft.delivery = place;
    EXPECT_EQ(rule(check_draft(draft)), "invalid_value") << place.lat << ' ' << place.lng;
  }
  Draft draft = good_draft();
  draft.pickup = {90, -180};
  draft.delivery = {0, 1};
  EXPECT_EQ(rule(check_draft(draft)), "ok");
  draft.delivery = {1, 181};
  EXPECT_EQ(facts(check_draft(draft)), R"({"error":"invalid_value","field":"delivery_lng",)"
                                       R"("reason":"not between -180 and 180"})");
}

TEST(CheckDraft, WantsFiniteDates) {
  for (const Instant infinity :
       {std::numeric_limits<Instant>::min(), std::numeric_limits<Instant>::max()}) {
    for (Instant Draft::*const field : {&Draft::pickup_date, &Draft::delivery_date}) {
      Draft draft = good_draft();
      draft.*field = infinity;
      EXPECT_EQ(rule(check_draft(draft)), "invalid_value");
    }
  }
}

TEST(CheckDraft, DeliversAfterThePickUp) {
  Draft draft = good_draft();
  draft.delivery_date = draft.pickup_date;
  EXPECT_EQ(rule(check_draft(draft)), "invalid_value");
  draft.delivery_date = draft.pickup_date - 1;
  EXPECT_EQ(facts(check_draft(draft)),
            R"({"error":"invalid_value","field":"delivery_date",)"
            R"("reason":"not after the pick-up"})");
}

}  // namespace
}  // namespace socle::freight
