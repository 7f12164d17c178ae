#include "domain/tracking/geofence.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "domain/errors/catalogue.hpp"
#include "journey.hpp"
#include "refusals.hpp"

namespace socle::tracking {
namespace {

using namespace test;
using Events = std::vector<FenceEvent>;

constexpr auto arrival = FenceEventKind::arrival;
constexpr auto departure = FenceEventKind::departure;
constexpr Instant at(int second) { return departure_time + seconds(second); }

Fence circle(Point centre, double enter_m = 200, double exit_m = 300) {
  return make_fence(FenceShape::circle, {centre}, enter_m, exit_m).value();
}

// The town around Lomé, 1.1 km to each side.
Fence town() {
  return make_fence(FenceShape::polygon,
                    {{lome.lat - 0.01, lome.lng - 0.01},
                     {lome.lat - 0.01, lome.lng + 0.01},
                     {lome.lat + 0.01, lome.lng + 0.01},
                     {lome.lat + 0.01, lome.lng - 0.01}},
                    0, 150)
      .value();
}

Events events_of(const Fence& fence, const std::vector<Row>& rows) {
  Events events;
  follow(fence, {}, rows, {}, events);
  return events;
}

Events events_of(const Fence& fence, const std::vector<Fix>& fixes) {
  Track track;
  track.record(fixes);
  return events_of(fence, track.counted());
}

TEST(MakeFence, RefusesWhatIsNoFence) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto why = [](FenceShape shape, std::vector<Point> core, double enter_m, double exit_m) {
    return facts(make_fence(shape, std::move(core), enter_m, exit_m));
  };
  const auto refused = [](std::string_view field, std::string_view reason) {
    return facts(Check(Refusal(errors::invalid_value).with("field", field).with("reason", reason)));
  };
  EXPECT_EQ(why(FenceShape::circle, {lome}, 200, 200), "ok");
  EXPECT_EQ(why(FenceShape::circle, {lome, baguida}, 200, 200),
            refused("core", "wrong number of points"));
  EXPECT_EQ(why(FenceShape::corridor, {lome}, 200, 200), refused("core", "wrong number of points"));
  EXPECT_EQ(why(FenceShape::polygon, {lome, baguida, lome}, 0, 0),
            refused("core", "wrong number of points"));
  EXPECT_EQ(why(FenceShape::corridor, std::vector<Point>(10'001, lome), 1, 1),
            refused("core", "too many points"));
  EXPECT_EQ(why(FenceShape::circle, {{nan, 1}}, 200, 200),
            refused("core", "a point is not on earth"));
  EXPECT_EQ(why(FenceShape::circle, {lome}, nan, 200), refused("enter_m", "not a finite number"));
  EXPECT_EQ(why(FenceShape::circle, {lome}, 200, nan), refused("exit_m", "not a finite number"));
  EXPECT_EQ(why(FenceShape::circle, {lome}, 0, 200), refused("enter_m", "not positive"));
  EXPECT_EQ(why(FenceShape::polygon, {lome, baguida, {6, 1}}, 0, 0), "ok");
  EXPECT_EQ(why(FenceShape::polygon, {lome, baguida, {6, 1}}, -1, 0),
            refused("enter_m", "not positive"));
  EXPECT_EQ(why(FenceShape::circle, {lome}, 200, 199), refused("exit_m", "less than enter_m"));
}

TEST(MakeFence, DropsTheRepeatedPointOfARing) {
  const auto fence = make_fence(FenceShape::polygon, {lome, baguida, {6, 1}, lome}, 0, 0);
  EXPECT_EQ(fence.value().core.size(), 3u);
}

TEST(Geofence, OneArrivalAndOneDeparturePerVisit) {
  const auto fixes = drive({{0, -2'000},
                            {60, -1'000},
                            {120, -150},
                            {180, 0},
                            {240, 150},
                            {300, 1'000},
                            {360, 2'000},
                            {420, 1'000},
                            {480, 0}});
  EXPECT_EQ(events_of(circle(lome), fixes),
            (Events{{arrival, at(120), 1}, {departure, at(300), 1}, {arrival, at(480), 2}}));
}

TEST(Geofence, TremblingAtTheBorderIsOneVisit) {
  const auto fixes = drive({{0, -1'000},
                            {60, 190},
                            {70, 210},
                            {80, 190},
                            {90, 290},
                            {100, 195},
                            {110, 310},
                            {120, 250},
                            {130, 290}});
  EXPECT_EQ(events_of(circle(lome), fixes),
            (Events{{arrival, at(60), 1}, {departure, at(110), 1}}));
}

// traccar#3779: both fixes are outside and the place lies between them.
TEST(Geofence, APlaceDrivenThroughBetweenTwoFixesWasVisited) {
  const auto fixes = drive({{0, -1'000}, {60, 1'000}});
  EXPECT_EQ(events_of(circle(lome), fixes), (Events{{arrival, at(60), 1}, {departure, at(60), 1}}));
  const auto past = drive({{0, -5'000}, {200, 5'000}});
  EXPECT_EQ(events_of(town(), past), (Events{{arrival, at(200), 1}, {departure, at(200), 1}}));
}

TEST(Geofence, NobodyKnowsTheWayDuringALongSilence) {
  EXPECT_EQ(events_of(circle(lome), drive({{0, -1'000}, {1'800, 1'000}})).size(), 2u);
  EXPECT_EQ(events_of(circle(lome), drive({{0, -1'000}, {1'801, 1'000}})), Events{});
  EXPECT_EQ(events_of(circle(lome), drive({{0, -1'000}, {1'801, 0}})),
            (Events{{arrival, at(1'801), 1}}));
}

TEST(Geofence, AJourneyMayBeginInside) {
  EXPECT_EQ(events_of(town(), drive({{0, 0}, {60, 500}, {120, 1'200}, {180, 1'300}})),
            (Events{{arrival, at(0), 1}, {departure, at(180), 1}}));
}

TEST(Geofence, ACorridorIsLeftSideways) {
  const Fence road =
      make_fence(FenceShape::corridor, {lome, north_of(lome, 20'000)}, 500, 800).value();
  const auto beside = [](int second, double metres, double degrees_east) {
    const Point point = north_of(lome, metres);
    return fix_at(second, {point.lat, point.lng + degrees_east});
  };
  EXPECT_EQ(events_of(road, {beside(0, 5'000, 0.02), beside(100, 5'000, 0.001),
                             beside(200, 8'000, 0.006), beside(300, 9'000, 0.009)}),
            (Events{{arrival, at(100), 1}, {departure, at(300), 1}}));
}

TEST(Geofence, DoesNotMindTheAntimeridian) {
  const std::vector<Fix> fixes{fix_at(0, {-17, 179.99}), fix_at(60, {-17, -179.99}),
                               fix_at(120, {-17, -179.97})};
  EXPECT_EQ(events_of(circle({-17, 180}), fixes),
            (Events{{arrival, at(60), 1}, {departure, at(60), 1}}));
  EXPECT_EQ(events_of(circle({-17, -180}), fixes).size(), 2u);
}

// Rows of a random journey, and fences that it is likely to meet.
struct Case {
  std::vector<Row> rows;
  std::vector<Fence> fences;
};

Case random_case(std::mt19937& random) {
  Track track;
  track.record(random_journey(random, 150));
  Case found{track.counted(), {town()}};
  if (found.rows.empty()) return found;
  const auto somewhere = [&] {
    std::uniform_int_distribution<std::size_t> index(0, found.rows.size() - 1);
    return found.rows[index(random)].fix.at;
  };
  found.fences.push_back(circle(somewhere()));
  found.fences.push_back(
      make_fence(FenceShape::corridor, {somewhere(), somewhere()}, 300, 500).value());
  const Point corner = somewhere();
  found.fences.push_back(
      make_fence(FenceShape::polygon, {corner, {corner.lat - 0.01, corner.lng}, baguida}, 0, 200)
          .value());
  return found;
}

TEST(Geofence, GivesTheSameEventsInAnyBatches) {
  std::mt19937 random(23);
  int events_seen = 0;
  for (int i = 0; i < 100; ++i) {
    const Case given = random_case(random);
    for (const Fence& fence : given.fences) {
      FenceState state;
      Events events;
      for (std::size_t start = 0; start < given.rows.size();) {
        std::uniform_int_distribution<std::size_t> size(1, 20);
        const std::size_t count = std::min(size(random), given.rows.size() - start);
        state = follow(fence, state, std::span(given.rows).subspan(start, count), {}, events);
        start += count;
      }
      ASSERT_EQ(events, events_of(fence, given.rows)) << i;
      events_seen += static_cast<int>(events.size());
      // Arrivals and departures take turns, and visits are numbered.
      for (std::size_t k = 0; k < events.size(); ++k) {
        ASSERT_EQ(events[k].kind, k % 2 == 0 ? arrival : departure);
        ASSERT_EQ(events[k].visit, static_cast<int>(k / 2) + 1);
      }
    }
  }
  EXPECT_GT(events_seen, 500);
}

// Late data: the events so far, revised from where merge() says that things changed, are those that
// the fixes would have given in order.
TEST(Geofence, RevisesTheEventsForLateData) {
  std::mt19937 random(29);
  for (int i = 0; i < 100; ++i) {
    std::vector<Fix> fixes = random_journey(random, 100);
    const Fence fences[] = {town(), circle(fixes[50].at.lng >= -180 ? fixes[50].at : lome)};
    std::shuffle(fixes.begin() + 30, fixes.end(), random);
    for (const Fence& fence : fences) {
      Track track;
      Events events;
      for (const auto& batch : random_split(random, fixes)) {
        const auto changed_from = track.record(batch).changed_from;
        if (!changed_from) continue;
        const std::vector<Row> rows = track.counted();
        const auto first = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
          return row.fix.device_time >= *changed_from;
        });
        std::optional<Fix> last;
        if (first != rows.begin()) last = std::prev(first)->fix;
        const auto revision = revise(fence, events, *changed_from, last, {first, rows.end()}, {});
        for (const FenceEvent& gone : revision.withdrawn) std::erase(events, gone);
        for (const FenceEvent& event : revision.added) events.push_back(event);
        std::sort(events.begin(), events.end(), [](const FenceEvent& a, const FenceEvent& b) {
          return std::tie(a.visit, a.kind) < std::tie(b.visit, b.kind);
        });
        ASSERT_EQ(events, events_of(fence, rows)) << i;
        ASSERT_EQ(revision.state.is_inside, !events.empty() && events.back().kind == arrival);
      }
    }
  }
}

TEST(Geofence, KeepsTheEventsThatLateDataDoesNotTouch) {
  const auto fixes =
      drive({{0, -1'000}, {60, 0}, {120, 1'000}, {180, 2'000}, {240, 1'000}, {300, 0}});
  Track track;
  track.record(fixes);
  const Events before = events_of(circle(lome), track.counted());
  ASSERT_EQ(before.size(), 3u);
  const auto late = drive({{150, 1'500}});
  const auto changed_from = track.record(late).changed_from;
  const auto rows = track.counted();
  const auto revision =
      revise(circle(lome), before, *changed_from, rows[2].fix, std::span(rows).subspan(3), {});
  EXPECT_TRUE(revision.withdrawn.empty());
  EXPECT_TRUE(revision.added.empty());
  EXPECT_EQ(revision.state.visits, 2);
}

}  // namespace
}  // namespace socle::tracking
