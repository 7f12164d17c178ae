#include "domain/tracking/geojson.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "domain/json.hpp"
#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;

TEST(LineGeometry, PutsLongitudeFirstWithSixDecimals) {
  EXPECT_EQ(line_geometry(std::array{lome, Point{6.16, -1.33000049}}),
            R"({"type":"LineString","coordinates":[[1.222800,6.131900],[-1.330000,6.160000]]})");
}

TEST(LineGeometry, OfOnePointOrNone) {
  EXPECT_EQ(line_geometry({}), "null");
  EXPECT_EQ(line_geometry(std::array{lome}),
            R"({"type":"Point","coordinates":[1.222800,6.131900]})");
}

TEST(LineGeometry, NeverWritesMinusZero) {
  EXPECT_EQ(line_geometry(std::array{Point{-0.0, -4e-7}}),
            R"({"type":"Point","coordinates":[0.000000,0.000000]})");
}

// RFC 7946 §3.1.9.
TEST(LineGeometry, IsCutAtTheAntimeridian) {
  EXPECT_EQ(line_geometry(std::array{Point{10, 170}, Point{20, -170}}),
            R"({"type":"MultiLineString","coordinates":[)"
            R"([[170.000000,10.000000],[180.000000,15.000000]],)"
            R"([[-180.000000,15.000000],[-170.000000,20.000000]]]})");
  EXPECT_EQ(line_geometry(std::array{Point{20, -170}, Point{10, 170}}),
            R"({"type":"MultiLineString","coordinates":[)"
            R"([[-170.000000,20.000000],[-180.000000,15.000000]],)"
            R"([[180.000000,15.000000],[170.000000,10.000000]]]})");
}

TEST(LineGeometry, ThatEndsAtTheAntimeridianLeavesNoPieceOfOnePlace) {
  EXPECT_EQ(
      line_geometry(std::array{Point{1, 180}, Point{1, -179}}),
      R"({"type":"LineString","coordinates":[[-180.000000,1.000000],[-179.000000,1.000000]]})");
  EXPECT_EQ(
      line_geometry(std::array{Point{1, -179}, Point{1, 180}}),
      R"({"type":"LineString","coordinates":[[-179.000000,1.000000],[-180.000000,1.000000]]})");
}

TEST(LineGeometry, IsJsonWithinTheGlobeForAnyJourney) {
  std::mt19937 random(31);
  for (int i = 0; i < 100; ++i) {
    Track track;
    track.record(random_journey(random, 80));
    const auto visitor = [](const json::Place&, json::Value& value) {
      if (value.kind != json::Kind::number) return;
      ASSERT_LE(std::abs(std::stod(value.text)), 180);
    };
    ASSERT_TRUE(json::visit(track_geometry(track.counted()), visitor)) << i;
  }
}

TEST(TrackGeometry, GoesThroughTheFixes) {
  Track track;
  track.record({fix_at(10, baguida), fix_at(0, lome)});
  EXPECT_EQ(track.counted().size(), 0u) << "12 km in 10 s";
  track.record({fix_at(900, baguida), fix_at(910, baguida)});
  EXPECT_EQ(track_geometry(track.counted()),
            line_geometry(std::array{lome, baguida, baguida, baguida}));
}

TEST(Feature, HoldsGeometryAndProperties) {
  EXPECT_EQ(feature(line_geometry({}), R"({"distance_m":0})"),
            R"({"type":"Feature","geometry":null,"properties":{"distance_m":0}})");
}

TEST(ReadPoints, ReadsLongitudeFirst) {
  EXPECT_EQ(read_points("[[1.25, 6.5], [-180, 9e1]]"),
            (std::vector<Point>{{6.5, 1.25}, {90, -180}}));
  EXPECT_EQ(read_points("[]"), std::vector<Point>());
}

TEST(ReadPoints, RefuseAnythingElse) {
  for (const char* text :
       {"", "{}", "3", "[1, 2]", "[[1]]", "[[]]", "[[1, 2], [3]]", "[[1, 2, 3]]", "[[1, \"2\"]]",
        "[[1, [2]]]", "[[1, null]]", "[{\"lat\": 1, \"lng\": 2}]", "[[1, 2], 3]", "[[1, 2]"}) {
    EXPECT_EQ(read_points(text), std::nullopt) << text;
  }
}

TEST(CityPosition, TellsTheCityAndNotTheStreet) {
  EXPECT_EQ(city_position(lome), (Point{6.1, 1.2}));
  EXPECT_EQ(city_position({6.15001, -1.25001}), (Point{6.2, -1.3}));
  EXPECT_FALSE(std::signbit(city_position({-0.04, -0.04}).lat));
  EXPECT_EQ(city_position({89.99, 179.99}), (Point{90, 180}));
}

}  // namespace
}  // namespace socle::tracking
