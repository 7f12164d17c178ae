#include "alogistics/tracking_alerts.hpp"

#include <algorithm>
#include <cmath>

#include "alogistics/staff.hpp"
#include "alogistics/words.hpp"
#include "domain/tracking/eta.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using pg::Timestamp;

constinit pg::Statement<Uuid> read_open{
    "select kind::text from alogistics.tracking_alerts where request_id = $1 and ended_at is null"};
constinit pg::Statement<Uuid, std::string, Timestamp> end_alert{
    "update alogistics.tracking_alerts set ended_at = greatest(started_at, $3)"
    " where request_id = $1 and kind = $2::alogistics.tracking_alert_kind and ended_at is null"};
constinit pg::Statement<Uuid, std::string, double, double, pg::Json, Timestamp> open_alert{
    "insert into alogistics.tracking_alerts (request_id, kind, lat, lng, data, started_at)"
    " values ($1, $2::alogistics.tracking_alert_kind, $3, $4, $5, $6)"};

// A road is no straight line. Where nobody drew the road, the line between the places is taken for
// it, and a vehicle may be off it by this share of its length as well.
constexpr double share_of_way = 0.15;
constexpr double back_share = 0.6;  // of the distance at which it is off
constexpr double stop_radius_m = 100;

// The way that staff drew as a corridor, or the line through the places.
struct Way {
  std::vector<tracking::Point> points;
  double away_m;
};

Way planned_way(pg::Schema system, const std::vector<Place>& places) {
  Way way{{}, static_cast<double>(integer_setting(system, "tracking.deviation_m"))};
  const auto road = std::ranges::find_if(places, [](const Place& place) {
    return place.fence.shape == tracking::FenceShape::corridor;
  });
  if (road != places.end()) {
    way.points = road->fence.core;
    return way;
  }
  double length_m = 0;
  for (const Place& place : places) {
    if (!place.is_of_job()) continue;
    const tracking::Point at = place.fence.core.front();
    if (!way.points.empty()) length_m += tracking::distance_m(way.points.back(), at);
    way.points.push_back(at);
  }
  way.away_m = std::max(way.away_m, share_of_way * length_m);
  return way;
}

// One kind of alert: whether it is open, and what is to become of it.
class Alert {
 public:
  Alert(pg::Spi& spi, pg::Schema system, const Journey& journey, std::string kind,
        const std::vector<std::string>& open)
      : spi_(spi),
        system_(system),
        journey_(journey),
        kind_(std::move(kind)),
        is_open_(std::ranges::find(open, kind_) != open.end()) {}

  bool is_open() const { return is_open_; }

  void end(Instant at) {
    if (is_open_) spi_.run(end_alert, journey_.request, kind_, Timestamp{at});
  }

  void open(Instant since, tracking::Point at, const std::string& data) {
    if (is_open_) return;
    spi_.run(open_alert, journey_.request, kind_, at.lat, at.lng, pg::Json{data}, Timestamp{since});
    const notifications::Parameter parameters[] = {{"route", route_of(spi_, journey_.request)}};
    tell_staff(spi_, system_, "tracking." + kind_ + ".staff", parameters, journey_.request);
  }

 private:
  pg::Spi& spi_;
  pg::Schema system_;
  const Journey& journey_;
  std::string kind_;
  bool is_open_;
};

// Before the goods are picked up a vehicle may come from anywhere.
void watch_deviation(pg::Schema system, Alert& alert, const std::vector<Place>& places,
                     const tracking::Row& here) {
  const auto pickup = std::ranges::find(places, "pickup", &Place::kind);
  if (pickup == places.end() || !pickup->is_visited()) return;
  const Way way = planned_way(system, places);
  const tracking::Deviation found = tracking::deviation(alert.is_open(), here.fix.at, way.points,
                                                        {way.away_m, way.away_m * back_share});
  const Instant now = here.fix.device_time;
  if (found.is_off)
    alert.open(now, here.fix.at,
               R"({"distance_m": )" + std::to_string(std::llround(found.distance_m)) + "}");
  else
    alert.end(now);
}

// Standing at the job's own places is work.
void watch_stop(pg::Spi& spi, pg::Schema system, const Journey& journey, Alert& alert,
                const std::vector<Place>& places, const tracking::Row& here) {
  tracking::TripLimits limits;
  limits.stop_min_us =
      integer_setting(system, "tracking.stop_alert_minutes") * tracking::us_per_minute;
  limits.stop_radius_m = stop_radius_m;
  const Instant now = here.fix.device_time;
  const bool is_at_work = std::ranges::any_of(
      places, [](const Place& place) { return place.is_of_job() && place.is_inside(); });
  // One look tells of most vehicles that they have moved.
  const auto earlier = is_at_work ? std::nullopt
                                  : last_counted_before(spi, journey.request, journey.watch_from,
                                                        now - limits.stop_min_us + 1);
  if (!earlier || tracking::distance_m(earlier->fix.at, here.fix.at) > stop_radius_m)
    return alert.end(now);
  const auto stop =
      tracking::present_stop(counted_from(spi, journey.request, earlier->fix.device_time), limits);
  if (!stop) return alert.end(now);
  const Instant minutes = (stop->end - stop->start) / tracking::us_per_minute;
  alert.open(stop->start, stop->at, R"({"minutes": )" + std::to_string(minutes) + "}");
}

}  // namespace

void watch_journey(pg::Spi& spi, pg::Schema system, const Journey& journey,
                   const std::vector<Place>& places, const tracking::Row& here) {
  if (journey.closed_at) return;
  std::vector<std::string> open;
  for (const auto& [kind] : spi.rows<std::string>(read_open, journey.request)) open.push_back(kind);
  Alert deviation(spi, system, journey, "deviation", open);
  watch_deviation(system, deviation, places, here);
  Alert stop(spi, system, journey, "prolonged_stop", open);
  watch_stop(spi, system, journey, stop, places, here);
}

}  // namespace socle::alogistics
