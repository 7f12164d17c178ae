// Arrivals at places and departures from them. Source: A-35, logistics.md §4.9.
//
// A fence has two thresholds, both distances from its core: one arrives by coming as near as
// `enter_m` and leaves by going farther than `exit_m`, so that a fix that trembles at the border is
// one visit. Arrivals are tested on the way between two fixes: a place that was driven through
// between them was visited. The events are a function of the counted fixes in order of device time.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/result.hpp"
#include "domain/tracking/track.hpp"

namespace socle::tracking {

// Enumerators are spelled as the words in SQL.
enum class FenceShape { circle, polygon, corridor };

inline constexpr std::size_t fence_points_max = 1'000;

struct Fence {
  FenceShape shape;
  // The centre, the ring (not closed by its first point again), or the middle line.
  std::vector<Point> core;
  double enter_m;  // radius, margin around the area (may be 0), or half width
  double exit_m;   // not less
};

// Refuses (`invalid_value`; field, reason) a circle without exactly one point, a polygon of fewer
// than three and a corridor of fewer than two, points that are not on earth, more points than
// fence_points_max, thresholds that are not finite, an enter_m that is not positive (negative, for
// a polygon), and an exit_m below enter_m. A ring's last point is dropped if it repeats the first.
Result<Fence> make_fence(FenceShape shape, std::vector<Point> core, double enter_m, double exit_m);

// From the core: 0 inside of a polygon.
double distance_m(const Fence& fence, Point point);

// Whether the way from the one point to the other comes within the enter threshold.
bool is_entered(const Fence& fence, Segment way);

struct FenceLimits {
  // Nobody knows the way taken during a longer silence, so only the fix after it is tested.
  Instant way_max_us = 30 * us_per_minute;
  // Called before each fix, if it is given: a long way along a long fence takes seconds, and what
  // it throws ends them.
  void (*before_fix)() = nullptr;
};

// What is known after a fix.
struct FenceState {
  bool is_inside = false;
  std::int32_t visits = 0;  // arrivals until now
  std::optional<Fix> last;  // the last fix seen
};

enum class FenceEventKind { arrival, departure };

// An arrival opens a visit and a departure ends it. `at` is the device time of the fix that shows
// it; a place that was driven through has both at one fix.
struct FenceEvent {
  FenceEventKind kind;
  Instant at;
  std::int32_t visit;  // 1 for the first

  bool operator==(const FenceEvent& other) const = default;
};

// The state after the counted fixes `rows`, which follow on `state` and are sorted by device time;
// appends what happens to `events`.
FenceState follow(const Fence& fence, FenceState state, std::span<const Row> rows,
                  const FenceLimits& limits, std::vector<FenceEvent>& events);

// The state just before `instant`, from the events of the fence so far (in order) and the last
// counted fix before `instant`: where to begin again when merge() says that things changed from
// there on (Merge::changed_from).
FenceState state_before(Instant instant, std::span<const FenceEvent> events,
                        std::optional<Fix> last);

struct FenceRevision {
  std::vector<FenceEvent> withdrawn, added;  // in order
  FenceState state;                          // after the last of the fixes
};

// What late data makes of the events: follows the counted `rows` from `changed_from` on again, with
// `last` the last counted fix before it.
FenceRevision revise(const Fence& fence, std::span<const FenceEvent> events, Instant changed_from,
                     std::optional<Fix> last, std::span<const Row> rows, const FenceLimits& limits);

}  // namespace socle::tracking
