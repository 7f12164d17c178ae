// suggest_transporters(): who is near, who fits, and what speaks against the others. Source: A-58,
// A-76, logistics.md §4 point 5.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <span>

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
// Vehicles that are looked at, at most, for each row that is asked for; the nearest ones need not
// fit.
constexpr std::int64_t looked_at_factor = 5;
constexpr std::int64_t looked_at_min = 100;

constinit pg::Statement<Uuid> find_pickup{
    "select pickup_lat, pickup_lng from alogistics.transport_requests where id = $1"};

constinit pg::Statement<double, double, std::int64_t, std::int64_t> list_near{
    "select v.id, n.lat, n.lng, extract(epoch from now() - n.device_time)::bigint, v.owner_id,"
    "   v.type::text, v.plate_number, v.capacity_kg, v.capacity_m3, v.is_available, v.is_verified,"
    "   v.insurance_expiry, v.inspection_expiry"
    " from alogistics.nearest_vehicles($1, $2, now() - $3 * interval '1 hour', $4) as n"
    "   join alogistics.vehicles as v on v.id = n.vehicle_id"};

// Jobs and papers are counted, because for EXISTS the planner would read those of all vehicles and
// people.
constinit pg::Statement<std::vector<Uuid>, std::vector<Uuid>, Uuid, pg::Timestamp, pg::Timestamp>
    describe_carriers{R"(
  select v.id,
         coalesce(nullif(concat_ws(' ', nullif(t.first_name, ''), nullif(t.last_name, '')), ''),
                  '—'),
         t.rating_average, t.rating_count::bigint,
         t.role = 'transporter', t.is_active, t.is_verified,
         (select count(*) from alogistics.documents as d
          where d.profile_id = t.id and d.kind = 'identity' and d.status = 'approved') > 0,
         (select d.valid_until from alogistics.documents as d
          where d.profile_id = t.id and d.kind = 'licence' and d.status = 'approved'),
         (select count(*) from alogistics.transport_requests as r
          where r.assigned_vehicle_id = v.id and r.id <> $3
            and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')
            and tstzrange(pickup_date, delivery_date) && tstzrange($4, $5)) > 0,
         (select count(*) from alogistics.transport_requests as r
          where r.assigned_transporter_id = t.id and r.id <> $3
            and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')
            and tstzrange(pickup_date, delivery_date, '[)') && tstzrange($4, $5)) > 0
  from unnest($1, $2) as v (id, owner_id) join alogistics.profiles as t on t.id = v.owner_id)"};

struct Candidate {
  Uuid vehicle_id;
  freight::Vehicle vehicle;
  std::string plate;
  double distance_m;
  std::int64_t age_s;
  // From here on what only look_at() knows.
  std::string name = {};
  std::optional<pg::Numeric> rating = {};
  std::int64_t ratings = 0;
  std::vector<Refusal> reasons = {};
};
using Candidates = std::span<Candidate>;

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

// What is asked of whom.
struct Search {
  pg::Schema system;
  Wanted wanted;
  freight::Papers papers;
  double radius_m;
  std::size_t most;
};

// The nearest first.
std::vector<Candidate> find_near(pg::Spi& spi, const Search& search) {
  const auto place = spi.row<double, double>(find_pickup, search.wanted.request);
  const freight::Place pickup = std::make_from_tuple<freight::Place>(place.value());
  const std::int64_t hours = integer_setting(search.system, "vehicle.position_max_age_hours");
  const auto count = static_cast<std::int64_t>(search.most) * looked_at_factor;
  std::vector<Candidate> near;
  for (const auto& [id, lat, lng, age_s, owner, type, plate, kg, m3, available, verified, insurance,
                    inspection] : spi.rows<Uuid, double, double, std::int64_t, Uuid, std::string,
                                           std::string, double, std::optional<double>, bool, bool,
                                           std::optional<pg::Date>, std::optional<pg::Date>>(
           list_near, pickup.lat, pickup.lng, hours, std::max(count, looked_at_min))) {
    const double distance_m = freight::great_circle_m(pickup, {lat, lng});
    if (distance_m > search.radius_m) continue;
    near.push_back({id, vehicle_of(owner, type, kg, m3, available, verified, insurance, inspection),
                    plate, distance_m, age_s});
  }
  std::ranges::stable_sort(near, {}, &Candidate::distance_m);
  return near;
}

// Whether nothing speaks against the vehicle itself.
bool could_fit(const Search& search, const Candidate& candidate) {
  const freight::Carrier best{.id = candidate.vehicle.owner,
                              .is_transporter = true,
                              .is_active = true,
                              .is_verified = true,
                              .has_identity = true,
                              .licence_expiry = std::numeric_limits<std::int32_t>::max()};
  return freight::list_reasons(search.wanted.job, best, candidate.vehicle, search.papers).empty();
}

// Says of each what speaks against it.
void look_at(pg::Spi& spi, const Search& search, Candidates candidates) {
  const Wanted& wanted = search.wanted;
  std::vector<Uuid> vehicles, owners;
  for (const Candidate& candidate : candidates) {
    vehicles.push_back(candidate.vehicle_id);
    owners.push_back(candidate.vehicle.owner);
  }
  for (const auto& [vehicle, name, rating, ratings, is_transporter, is_active, is_verified,
                    has_identity, licence, vehicle_busy, busy] :
       spi.rows<Uuid, std::string, std::optional<pg::Numeric>, std::int64_t, bool, bool, bool, bool,
                std::optional<pg::Date>, bool, bool>(describe_carriers, vehicles, owners,
                                                     wanted.request, wanted.from, wanted.to)) {
    Candidate& found = *std::ranges::find(candidates, vehicle, &Candidate::vehicle_id);
    const freight::Carrier carrier{found.vehicle.owner, is_transporter, is_active,
                                   is_verified,         busy,           has_identity,
                                   days(licence)};
    found.vehicle.has_overlapping_job = vehicle_busy;
    found.name = name;
    found.rating = rating;
    found.ratings = ratings;
    found.reasons = freight::list_reasons(wanted.job, carrier, found.vehicle, search.papers);
  }
}

// The first of them, with all that are as near as the last.
Candidates take(Candidates near, std::size_t count) {
  if (near.size() <= count) return near;
  while (count < near.size() && near[count].distance_m == near[count - 1].distance_m) ++count;
  return near.first(count);
}

// Looks at the carriers of those that could fit, the nearest first, until there are as many that do
// as are asked for. Only if they are too few does it matter what speaks against the others.
std::vector<Candidate> list(const Search& search) {
  pg::Spi spi(pg::Access::read);
  std::vector<Candidate> near = find_near(spi, search);
  const auto others =
      std::ranges::stable_partition(near, [&](const auto& c) { return could_fit(search, c); });
  std::vector<Candidate> found;
  const auto look = [&](Candidates candidates) {
    look_at(spi, search, candidates);
    std::ranges::move(candidates, std::back_inserter(found));
  };
  const auto fitting = [&] {
    return static_cast<std::size_t>(
        std::ranges::count_if(found, [](const auto& c) { return c.reasons.empty(); }));
  };
  for (Candidates left{near.begin(), others.begin()}; !left.empty() && fitting() < search.most;) {
    const Candidates next = take(left, search.most);
    left = left.subspan(next.size());
    look(next);
  }
  if (fitting() < search.most) look(take(others, search.most));
  std::ranges::sort(found, comes_before);
  if (found.size() > search.most) found.resize(search.most);
  return found;
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
    candidates = list({system, wanted_at(system, id), required_papers(system), radius_m,
                       static_cast<std::size_t>(*most)});
  }
  pg::SetResult table(fcinfo);
  for (const Candidate& c : candidates)
    table.add(c.vehicle.owner, c.name, c.vehicle_id, std::string(to_string(c.vehicle.type)),
              c.plate, kilometres(c.distance_m), c.age_s, c.rating, c.ratings, c.reasons.empty(),
              pg::Json{freight::reasons_json(c.reasons)});
  return 0;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_suggest_transporters, socle::alogistics::suggest_transporters);
