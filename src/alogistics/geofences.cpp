#include "alogistics/geofences.hpp"
#include "alogistics/words.hpp"

#include <algorithm>

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/tracking/geojson.hpp"
#include "pg/arrays.hpp"
#include "socle/audit.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using pg::Timestamp;
using tracking::FenceEvent;
using tracking::FenceEventKind;

#define INSERT_PLACES                                                                           \
  "insert into alogistics.geofences (request_id, client_id, transporter_id, kind,"              \
  "   stop_position, name, shape, core, enter_m, exit_m)"                                       \
  " select r.id, r.client_id, r.assigned_transporter_id, p.kind::alogistics.geofence_kind,"     \
  "   p.stop, left(p.name, 200), 'circle', jsonb_build_array(jsonb_build_array(p.lng, p.lat))," \
  "   $2, $3"                                                                                   \
  " from alogistics.transport_requests as r cross join lateral "
#define KEEP_PLACES                                                                    \
  " as p (kind, stop, name, lat, lng)"                                                 \
  " where r.id = $1 and r.assigned_transporter_id is not null"                         \
  " on conflict (request_id, kind, coalesce(stop_position, 0)) where kind <> 'custom'" \
  " do update set transporter_id = excluded.transporter_id"
constinit pg::Statement<Uuid, std::string> count_others{
    "select count(*) from alogistics.geofences"
    " where request_id = $1 and kind = 'custom' and name <> $2"};
constinit pg::Statement<Uuid, double, double> insert_ends{
    INSERT_PLACES
    "(values ('pickup', null::integer, r.pickup_city, r.pickup_lat, r.pickup_lng),"
    " ('delivery', null, r.delivery_city, r.delivery_lat, r.delivery_lng))" KEEP_PLACES};
constinit pg::Statement<Uuid, double, double> insert_stops{
    INSERT_PLACES
    "(select 'stop', s.position, s.city, s.lat, s.lng"
    " from alogistics.request_stops as s where s.request_id = r.id)" KEEP_PLACES};
constinit pg::Statement<Uuid> pass_custom{
    "update alogistics.geofences as g set transporter_id = j.transporter_id"
    " from alogistics.journeys as j where g.request_id = $1 and j.request_id = $1"
    "   and g.transporter_id <> j.transporter_id"};

constinit pg::Statement<Uuid> read_places{
    "select id, kind::text, name, shape::text, core::text, enter_m, exit_m"
    " from alogistics.geofences where request_id = $1 order by kind, stop_position, id"};
constinit pg::Statement<Uuid, Uuid> read_events{
    "select geofence_id, kind = 'arrival', device_time, visit, withdrawn_at is null"
    " from alogistics.geofence_events where request_id = $1 and transporter_id = $2"
    " order by visit, kind"};
using Ids = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;
using Visits = std::vector<std::int32_t>;
using Times = std::vector<Timestamp>;
constinit pg::Statement<Uuid, Ids, Texts, Visits> withdraw_events{
    "update alogistics.geofence_events as e set withdrawn_at = now()"
    " from unnest($2, $3, $4) as u (geofence_id, kind, visit)"
    " where e.geofence_id = u.geofence_id and e.transporter_id = $1 and e.visit = u.visit"
    "   and e.kind = u.kind::alogistics.geofence_event_kind and e.withdrawn_at is null"};
constinit pg::Statement<Uuid, Uuid, Uuid, Ids, Texts, Visits, Times> add_events{
    "insert into alogistics.geofence_events"
    "   (request_id, client_id, transporter_id, geofence_id, kind, visit, device_time)"
    " select $1, $2, $3, geofence_id, kind::alogistics.geofence_event_kind, visit, device_time"
    " from unnest($4, $5, $6, $7) as u (geofence_id, kind, visit, device_time)"};
constinit pg::Statement<Uuid, std::string, std::string, pg::Json, double, double,
                        std::optional<Uuid>>
    upsert_fence{
        "insert into alogistics.geofences as g (request_id, client_id, transporter_id, kind, name,"
        "   shape, core, enter_m, exit_m, created_by)"
        " select request_id, client_id, transporter_id, 'custom', $2,"
        "   $3::alogistics.fence_shape, $4, $5, $6, $7"
        " from alogistics.journeys where request_id = $1"
        " on conflict (request_id, name) where kind = 'custom' do update set"
        "   shape = excluded.shape, core = excluded.core, enter_m = excluded.enter_m,"
        "   exit_m = excluded.exit_m, created_by = excluded.created_by, created_at = now()"
        " returning id, to_jsonb(g)"};

constexpr double exit_m_max = 1'000'000;
constexpr std::int64_t custom_fences_max = 20;

std::string_view word(FenceEventKind kind) {
  return kind == FenceEventKind::arrival ? "arrival" : "departure";
}

std::optional<tracking::FenceShape> parse_shape(std::string_view text) {
  if (text == "circle") return tracking::FenceShape::circle;
  if (text == "polygon") return tracking::FenceShape::polygon;
  if (text == "corridor") return tracking::FenceShape::corridor;
  return std::nullopt;
}

// The fence of these columns, or why there is none.
Result<tracking::Fence> read_fence(std::string_view shape, std::string_view core, double enter_m,
                                   double exit_m) {
  const auto known = parse_shape(shape);
  if (!known) {
    return Refusal(errors::invalid_value).with("field", "shape").with("reason", "not a shape");
  }
  auto points = tracking::read_points(core);
  if (!points) {
    return Refusal(errors::invalid_value)
        .with("field", "core")
        .with("reason", "not an array of [lng, lat]");
  }
  return tracking::make_fence(*known, std::move(*points), enter_m, exit_m);
}

// What changes among the events of all fences, for one statement each.
struct Changes {
  Ids ids;
  Texts kinds;
  Visits visits;
  Times times;

  void add(std::int64_t fence, const FenceEvent& event) {
    ids.push_back(fence);
    kinds.emplace_back(word(event.kind));
    visits.push_back(event.visit);
    times.push_back({event.at});
  }
};

void tell_of_arrivals(pg::Spi& spi, pg::Schema system, const Journey& journey, Place& place,
                      const std::vector<FenceEvent>& added) {
  for (const FenceEvent& event : added) {
    if (event.kind != FenceEventKind::arrival || event.visit <= place.visits_told) continue;
    place.visits_told = event.visit;
    if (place.kind != "pickup" && place.kind != "delivery") continue;
    const notifications::Parameter parameters[] = {{"route", route_of(spi, journey.request)},
                                                   {"place", place.name},
                                                   {"time", written(spi, Timestamp{event.at})}};
    notify(spi, system, journey.client, "tracking.arrived_" + place.kind + ".client", parameters,
           journey.request);
  }
}

// The events of a place as they are now.
void apply(Place& place, const tracking::FenceRevision& revision) {
  std::erase_if(place.events, [&](const FenceEvent& event) {
    return std::ranges::find(revision.withdrawn, event) != revision.withdrawn.end();
  });
  place.events.insert(place.events.end(), revision.added.begin(), revision.added.end());
  std::ranges::sort(place.events, {},
                    [](const FenceEvent& event) { return std::pair(event.visit, event.kind); });
}

// Each late position asks all of them again.
void check_count(pg::Spi& spi, const Uuid& request, const std::string& name) {
  const std::int64_t others = std::get<0>(*spi.row<std::int64_t>(count_others, request, name));
  if (others >= custom_fences_max) refuse_value("name", "the job has 20 other places already");
}

// A fence that staff draw, or draw anew: what happened at it until now is found at once.
std::int64_t set_geofence(const OptionalUuid& request, const OptionalText& name,
                          const OptionalText& shape, const std::optional<pg::Json>& core,
                          const std::optional<double>& enter_m,
                          const std::optional<double>& exit_m) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid& id = require(request, "request_uuid");
  const std::string& called = require(name, "name");
  if (called.empty() || called.size() > 200) refuse_value("name", "too long or empty");
  const std::string& form = require(shape, "shape");
  const pg::Json& points = require(core, "core");
  const double enter = require(enter_m, "enter_m");
  const double exit = require(exit_m, "exit_m");
  pg::value_or_raise(read_fence(form, points.text, enter, exit));
  if (exit > exit_m_max) refuse_value("exit_m", "out of range");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto journey = lock_journey(spi, system, id);
  if (!journey) refuse_missing("journey", id);
  check_count(spi, id, called);
  const auto row = spi.row<std::int64_t, pg::Json>(upsert_fence, id, called, form, points, enter,
                                                   exit, caller.user);
  const auto& [fence, stored] = row.value();
  audit(spi, system, caller.user, "geofence.set", "geofences", std::to_string(fence), std::nullopt,
        pg::to_datum(stored));
  std::vector<Place> places = places_of(spi, id, journey->transporter);
  follow_fences(spi, system, *journey, places, journey->watch_from, std::nullopt,
                counted_from(spi, id, journey->watch_from));
  return fence;
}

}  // namespace

void make_place_fences(pg::Spi& spi, pg::Schema system, const Uuid& request) {
  const auto radius = static_cast<double>(integer_setting(system, "tracking.arrival_radius_m"));
  spi.run(insert_ends, request, radius, radius * exit_factor);
  spi.run(insert_stops, request, radius, radius * exit_factor);
  spi.run(pass_custom, request);
}

std::vector<Place> places_of(pg::Spi& spi, const Uuid& request, const Uuid& transporter) {
  std::vector<Place> places;
  for (auto& [id, kind, name, shape, core, enter, exit] :
       spi.rows<std::int64_t, std::string, std::string, std::string, std::string, double, double>(
           read_places, request))
    places.push_back(
        {id, kind, name, pg::value_or_raise(read_fence(shape, core, enter, exit)), {}});
  for (const auto& [id, arrives, at, visit, stands] :
       spi.rows<std::int64_t, bool, Timestamp, std::int32_t, bool>(read_events, request,
                                                                   transporter)) {
    const auto place = std::ranges::find(places, id, &Place::id);
    if (stands)
      place->events.push_back(
          {arrives ? FenceEventKind::arrival : FenceEventKind::departure, at.microseconds, visit});
    if (arrives) place->visits_told = std::max(place->visits_told, visit);
  }
  return places;
}

void follow_fences(pg::Spi& spi, pg::Schema system, const Journey& journey,
                   std::vector<Place>& places, Instant changed_from,
                   const std::optional<tracking::Row>& last,
                   const std::vector<tracking::Row>& rows) {
  Changes withdrawn, added;
  std::optional<tracking::Fix> before;
  if (last) before = last->fix;
  const tracking::FenceLimits limits{.before_fix = pg::check_interrupts};
  const auto revise = [&](const Place& place) {
    return tracking::revise(place.fence, place.events, changed_from, before, rows, limits);
  };
  std::vector<std::vector<FenceEvent>> news;
  for (Place& place : places) {
    tracking::FenceRevision revision = revise(place);
    for (const FenceEvent& event : revision.withdrawn) withdrawn.add(place.id, event);
    for (const FenceEvent& event : revision.added) added.add(place.id, event);
    apply(place, revision);
    news.push_back(std::move(revision.added));
  }
  if (!withdrawn.ids.empty())
    spi.run(withdraw_events, journey.transporter, withdrawn.ids, withdrawn.kinds, withdrawn.visits);
  if (added.ids.empty()) return;
  spi.run(add_events, journey.request, journey.client, journey.transporter, added.ids, added.kinds,
          added.visits, added.times);
  for (std::size_t i = 0; i < places.size(); ++i)
    tell_of_arrivals(spi, system, journey, places[i], news[i]);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_set_geofence, socle::alogistics::set_geofence);
