#include "domain/tracking/geofence.hpp"

#include <algorithm>
#include <cmath>

#include "domain/errors/catalogue.hpp"

namespace socle::tracking {
namespace {

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

bool has_right_count(FenceShape shape, std::size_t count) {
  switch (shape) {
    case FenceShape::circle:
      return count == 1;
    case FenceShape::polygon:
      return count >= 3;
    case FenceShape::corridor:
      return count >= 2;
  }
  return false;
}

// One fix further.
void step(const Fence& fence, FenceState& state, const Fix& fix, const FenceLimits& limits,
          std::vector<FenceEvent>& events) {
  if (!state.is_inside) {
    const bool is_way_known =
        state.last && fix.device_time - state.last->device_time <= limits.way_max_us;
    const Point from = is_way_known ? state.last->at : fix.at;
    if (is_entered(fence, {from, fix.at})) {
      state.is_inside = true;
      events.push_back({FenceEventKind::arrival, fix.device_time, ++state.visits});
    }
  }
  if (state.is_inside && distance_m(fence, fix.at) > fence.exit_m) {
    state.is_inside = false;
    events.push_back({FenceEventKind::departure, fix.device_time, state.visits});
  }
  state.last = fix;
}

auto first_from(Instant instant, std::span<const FenceEvent> events) {
  return std::find_if(events.begin(), events.end(),
                      [&](const FenceEvent& event) { return event.at >= instant; });
}

}  // namespace

Result<Fence> make_fence(FenceShape shape, std::vector<Point> core, double enter_m, double exit_m) {
  if (shape == FenceShape::polygon && core.size() > 1 && core.front() == core.back()) {
    core.pop_back();
  }
  if (!has_right_count(shape, core.size())) return invalid("core", "wrong number of points");
  if (core.size() > fence_points_max) return invalid("core", "too many points");
  if (!std::all_of(core.begin(), core.end(), is_on_earth)) {
    return invalid("core", "a point is not on earth");
  }
  if (!std::isfinite(enter_m)) return invalid("enter_m", "not a finite number");
  if (!std::isfinite(exit_m)) return invalid("exit_m", "not a finite number");
  if (enter_m < 0 || (enter_m == 0 && shape != FenceShape::polygon)) {
    return invalid("enter_m", "not positive");
  }
  if (exit_m < enter_m) return invalid("exit_m", "less than enter_m");
  return Fence{shape, std::move(core), enter_m, exit_m};
}

double distance_m(const Fence& fence, Point point) {
  return fence.shape == FenceShape::polygon ? distance_to_area_m(point, fence.core)
                                            : distance_to_line_m(point, fence.core);
}

bool is_entered(const Fence& fence, Segment way) {
  switch (fence.shape) {
    case FenceShape::circle:
      return comes_within(way, fence.core.front(), fence.enter_m);
    case FenceShape::polygon:
      return comes_within_area(way, fence.core, fence.enter_m);
    case FenceShape::corridor:
      return comes_within(way, fence.core, fence.enter_m);
  }
  return false;
}

FenceState follow(const Fence& fence, FenceState state, std::span<const Row> rows,
                  const FenceLimits& limits, std::vector<FenceEvent>& events) {
  for (const Row& row : rows) {
    if (limits.before_fix != nullptr) limits.before_fix();
    step(fence, state, row.fix, limits, events);
  }
  return state;
}

FenceState state_before(Instant instant, std::span<const FenceEvent> events,
                        std::optional<Fix> last) {
  FenceState state{false, 0, last};
  const auto end = first_from(instant, events);
  for (auto event = events.begin(); event != end; ++event) {
    state.is_inside = event->kind == FenceEventKind::arrival;
    state.visits = event->visit;
  }
  return state;
}

FenceRevision revise(const Fence& fence, std::span<const FenceEvent> events, Instant changed_from,
                     std::optional<Fix> last, std::span<const Row> rows,
                     const FenceLimits& limits) {
  FenceRevision revision;
  std::vector<FenceEvent> now;
  revision.state = follow(fence, state_before(changed_from, events, last), rows, limits, now);
  // What stays is neither withdrawn nor added.
  const auto contains = [](std::span<const FenceEvent> among, const FenceEvent& event) {
    return std::find(among.begin(), among.end(), event) != among.end();
  };
  for (auto event = first_from(changed_from, events); event != events.end(); ++event) {
    if (!contains(now, *event)) revision.withdrawn.push_back(*event);
  }
  for (const FenceEvent& event : now) {
    if (!contains(events, event)) revision.added.push_back(event);
  }
  return revision;
}

}  // namespace socle::tracking
