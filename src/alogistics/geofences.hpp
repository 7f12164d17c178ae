// Arrivals at the places of a journey, kept right as positions come. Needs the rights of the owner.
#pragma once

#include "alogistics/journey.hpp"
#include "domain/tracking/geofence.hpp"

namespace socle::alogistics {

// How much farther than to arrive one must go to leave a place of the job.
inline constexpr double exit_factor = 1.5;

// Circles at pick-up, stops and delivery, with the radius of the setting; those that are there
// already pass to the job's transporter.
void make_place_fences(pg::Spi& spi, pg::Schema system, const Uuid& request);

// A fence of a journey and what happened at it.
struct Place {
  std::int64_t id;
  std::string kind;  // pickup, stop, delivery, custom
  std::string name;
  tracking::Fence fence;
  std::vector<tracking::FenceEvent> events;  // those that stand, in order
  std::int32_t visits_told = 0;              // arrivals known until now, withdrawn ones too

  bool is_of_job() const { return kind != "custom"; }
  bool is_visited() const { return !events.empty(); }
  bool is_inside() const {
    return !events.empty() && events.back().kind == tracking::FenceEventKind::arrival;
  }
};

// In the order in which the job comes by them: pick-up, stops, delivery, custom ones.
std::vector<Place> places_of(pg::Spi& spi, const Uuid& request, const Uuid& transporter);

// The counted positions from `changed_from` on are `rows`, and `last` the one before: events of
// before stand, later ones are withdrawn or added, in `places` too. Tells the client of an arrival
// at pick-up or delivery, once for each visit.
void follow_fences(pg::Spi& spi, pg::Schema system, const Journey& journey,
                   std::vector<Place>& places, Instant changed_from,
                   const std::optional<tracking::Row>& last,
                   const std::vector<tracking::Row>& rows);

}  // namespace socle::alogistics
