// suggest_transporters(): who is near, who fits, and what speaks against the others. Source: A-58,
// A-76, logistics.md §4 point 5.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "alogistics/assignment.hpp"
#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/road.hpp"
#include "pg/set_result.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr double radius_km_max = 20'000;
constexpr std::int32_t count_max = 200;
// Vehicles that are looked at for each row that is asked for; the nearest ones need not fit.
constexpr std::int64_t looked_at_factor = 5;
constexpr std::int64_t looked_at_min = 100;

constinit pg::Statement<Uuid> find_pickup{
    "select pickup_lat, pickup_lng from alogistics.transport_requests where id = $1"};

// Each of the nearest vehicles with all that its assignment would look at. Jobs and papers are
// counted, because for EXISTS the planner would read those of all vehicles and people.
constinit pg::Statement<double, double, std::int64_t, std::int64_t, Uuid, pg::Timestamp,
                        pg::Timestamp>
    list_near{R"(
  select n.vehicle_id, n.lat, n.lng, extract(epoch from now() - n.device_time)::bigint,
         v.owner_id, v.type::text, v.plate_number, v.capacity_kg, v.capacity_m3, v.is_available,
         v.is_verified, v.insurance_expiry, v.inspection_expiry,
         coalesce(nullif(concat_ws(' ', nullif(t.first_name, ''), nullif(t.last_name, '')), ''),
                  '—'),
         t.role = 'transporter', t.is_active, t.is_verified,
         (select count(*) from alogistics.transport_requests as r
          where r.assigned_vehicle_id = n.vehicle_id and r.id <> $5
            and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')
            and tstzrange(pickup_date, delivery_date) && tstzrange($6, $7)) > 0,
         (select count(*) from alogistics.transport_requests as r
          where r.assigned_transporter_id = v.owner_id and r.id <> $5
            and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')
            and tstzrange(pickup_date, delivery_date) && tstzrange($6, $7)) > 0,
         (select count(*) from alogistics.documents as d
          where d.profile_id = v.owner_id and d.kind = 'identity' and d.status = 'approved') > 0,
         (select d.valid_until from alogistics.documents as d
          where d.profile_id = v.owner_id and d.kind = 'licence' and d.status = 'approved'),
         t.rating_average, t.rating_count::bigint
  from alogistics.nearest_vehicles($1, $2, now() - $3 * interval '1 hour', $4) as n
    join alogistics.vehicles as v on v.id = n.vehicle_id
    join alogistics.profiles as t on t.id = v.owner_id)"};

struct Candidate {
  freight::Carrier carrier;
  freight::Vehicle vehicle;
  Uuid vehicle_id;
  std::string name, plate;
  double distance_m;
  std::int64_t age_s;
  std::optional<pg::Numeric> rating;
  std::int64_t ratings;
  std::vector<Refusal> reasons;
};

template <class... C>
struct Columns {
  using Row = std::tuple<C...>;
  template <class... A>
  static std::vector<Row> read(pg::Spi& spi, const A&... parameters) {
    return spi.rows<C...>(list_near, parameters...);
  }
};
using Near = Columns<Uuid, double, double, std::int64_t, Uuid, std::string, std::string, double,
                     std::optional<double>, bool, bool, std::optional<pg::Date>,
                     std::optional<pg::Date>, std::string, bool, bool, bool, bool, bool, bool,
                     std::optional<pg::Date>, std::optional<pg::Numeric>, std::int64_t>;

Candidate read(const Near::Row& row, freight::Place pickup) {
  const auto& [vehicle_id, lat, lng, age, owner, type, plate, kg, m3, available, verified,
               insurance, inspection, name, is_transporter, is_active, is_verified, vehicle_busy,
               busy, has_identity, licence, rating, ratings] = row;
  return {{owner, is_transporter, is_active, is_verified, busy, has_identity, days(licence)},
          {owner, freight::parse_vehicle_type(type).value(), kg, m3, available, verified,
           vehicle_busy, days(insurance), days(inspection)},
          vehicle_id,
          name,
          plate,
          freight::great_circle_m(pickup, {lat, lng}),
          age,
          rating,
          ratings,
          {}};
}

// Those that fit first, then the nearest, then the best rated.
bool comes_before(const Candidate& a, const Candidate& b) {
  if (a.reasons.empty() != b.reasons.empty()) return a.reasons.empty();
  if (a.distance_m != b.distance_m) return a.distance_m < b.distance_m;
  const auto rating = [](const Candidate& c) {
    return c.rating ? std::strtod(c.rating->text.c_str(), nullptr) : 0;
  };
  if (rating(a) != rating(b)) return rating(a) > rating(b);
  return a.vehicle_id.bytes < b.vehicle_id.bytes;
}

std::vector<Candidate> list(pg::Schema system, const Uuid& request, double radius_m,
                            std::int64_t most) {
  pg::Spi spi(pg::Access::read);
  const auto place = spi.row<double, double>(find_pickup, request);
  if (!place) refuse_missing("transport_request", request);
  const freight::Place pickup{std::get<0>(*place), std::get<1>(*place)};
  const Wanted wanted = wanted_at(system, request);
  const freight::Papers papers = required_papers(system);
  std::vector<Candidate> candidates;
  const std::int64_t hours = integer_setting(system, "vehicle.position_max_age_hours");
  for (const Near::Row& row : Near::read(spi, pickup.lat, pickup.lng, hours,
                                         std::max(most * looked_at_factor, looked_at_min), request,
                                         wanted.from, wanted.to)) {
    Candidate candidate = read(row, pickup);
    if (candidate.distance_m > radius_m) continue;
    candidate.reasons =
        freight::list_reasons(wanted.job, candidate.carrier, candidate.vehicle, papers);
    candidates.push_back(std::move(candidate));
  }
  std::sort(candidates.begin(), candidates.end(), comes_before);
  if (candidates.size() > static_cast<std::size_t>(most))
    candidates.erase(candidates.begin() + most, candidates.end());
  return candidates;
}

// Kilometres, to the metre.
pg::Numeric kilometres(double distance_m) {
  const std::int64_t metres = std::llround(distance_m);
  const std::string rest = std::to_string(metres % 1000);
  return {std::to_string(metres / 1000) + '.' + std::string(3 - rest.size(), '0') + rest};
}

double radius_of(const std::optional<pg::Numeric>& radius_km) {
  const double km = std::strtod(require(radius_km, "radius_km").text.c_str(), nullptr);
  // Written so that NaN is refused too.
  if (!(km > 0 && km <= radius_km_max)) refuse_value("radius_km", "not between 0 and 20000");
  return km * 1000;
}

Datum suggest_transporters(FunctionCallInfo fcinfo) {
  const pg::Schema system = require_tables();
  require_staff(system);
  pg::require_arguments(fcinfo, 3);
  const auto request = pg::argument<OptionalUuid>(fcinfo, 0);
  const Uuid& id = require(request, "request_uuid");
  const double radius_m = radius_of(pg::argument<std::optional<pg::Numeric>>(fcinfo, 1));
  const auto most = pg::argument<std::optional<std::int32_t>>(fcinfo, 2);
  if (require(most, "max_count") < 1 || *most > count_max)
    refuse_value("max_count", "not between 1 and 200");
  std::vector<Candidate> candidates;
  {
    const pg::AsRole owner(pg::owner_of(system));
    candidates = list(system, id, radius_m, *most);
  }
  pg::SetResult table(fcinfo);
  for (const Candidate& c : candidates)
    table.add(c.carrier.id, c.name, c.vehicle_id, std::string(to_string(c.vehicle.type)), c.plate,
              kilometres(c.distance_m), c.age_s, c.rating, c.ratings, c.reasons.empty(),
              pg::Json{freight::reasons_json(c.reasons)});
  return 0;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_suggest_transporters, socle::alogistics::suggest_transporters);
