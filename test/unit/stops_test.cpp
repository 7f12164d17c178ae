#include "domain/freight/stops.hpp"

#include <gtest/gtest.h>

#include <string>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view thies =
    R"({"address":"Gare","city":"Thi\u00e8s","lat":14.79,"lng":-16.93})";

std::string list(std::size_t count) {
  std::string json = "[";
  for (std::size_t i = 0; i < count; ++i) json += (i == 0 ? "" : ",") + std::string(thies);
  return json + ']';
}

TEST(Stops, AreReadInTheirOrder) {
  const auto stops = read_stops(R"([{"address":"A","city":"B","lat":14,"lng":-16.5},)"
                                R"({"address":"C","city":"D","lat":-1e1,"lng":180}])",
                                StopNames::required);
  ASSERT_TRUE(stops);
  ASSERT_EQ(stops.value().size(), 2U);
  EXPECT_EQ(stops.value()[0].address, "A");
  EXPECT_EQ(stops.value()[0].city, "B");
  EXPECT_EQ(stops.value()[0].place.lat, 14);
  EXPECT_EQ(stops.value()[0].place.lng, -16.5);
  EXPECT_EQ(stops.value()[1].place.lat, -10);
  EXPECT_EQ(stops.value()[1].place.lng, 180);
}

TEST(Stops, AreNoneToNineteen) {
  EXPECT_EQ(read_stops("[]", StopNames::required).value().size(), 0U);
  EXPECT_EQ(read_stops(list(19), StopNames::required).value().size(), 19U);
  EXPECT_EQ(facts(read_stops(list(20), StopNames::required)),
            R"({"error":"invalid_value","field":"stops","member":"/19",)"
            R"("reason":"more than 19 stops"})");
}

TEST(Stops, NeedNoNamesForAPrice) {
  EXPECT_EQ(rule(read_stops(R"([{"lat":1,"lng":2}])", StopNames::optional)), "ok");
  EXPECT_EQ(rule(read_stops(R"([{"lat":1,"lng":2,"city":null}])", StopNames::optional)), "ok");
  EXPECT_EQ(facts(read_stops(R"([{"lat":1,"lng":2,"address":"A"}])", StopNames::required)),
            R"({"error":"invalid_value","field":"stops","member":"/0/city",)"
            R"("reason":"missing member"})");
}

TEST(Stops, RefuseWhatIsNone) {
  for (const char* json :
       {"", "{}", "null", "[1]", "[[]]", R"([{"lat":1}])", R"([{"lat":91,"lng":0}])",
        R"([{"lat":0,"lng":0}])", R"([{"lat":"1","lng":2}])", R"([{"lat":1e999,"lng":2}])",
        R"([{"lat":NaN,"lng":2}])", R"([{"lat":1,"lng":2,"city":" "}])",
        R"([{"lat":1,"lng":2,"city":5}])", R"([{"lat":1,"lng":2,"note":"x"}])",
        R"([{"lat":1,"lng":2,"city":{"name":"x"}}])"}) {
    EXPECT_EQ(rule(read_stops(json, StopNames::optional)), "invalid_value") << json;
  }
  const std::string long_city(city_bytes_max + 1, 'a');
  EXPECT_EQ(
      rule(read_stops(R"([{"lat":1,"lng":2,"city":")" + long_city + R"("}])", StopNames::optional)),
      "invalid_value");
}

}  // namespace
}  // namespace socle::freight
