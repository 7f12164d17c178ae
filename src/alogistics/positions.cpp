// Positions as devices send them: judged by the domain, stored, and what follows from them.
#include <algorithm>
#include <map>

#include "alogistics/checks.hpp"
#include "alogistics/position_batch.hpp"
#include "alogistics/system.hpp"
#include "alogistics/tracking_alerts.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using tracking::Fix;
using tracking::Row;
using tracking::Verdict;

constexpr double speed_kmh_max = 400;
// Devices that were without a network when the job ended tell the rest later.
constexpr Instant late_us_max = 24LL * 60 * tracking::us_per_minute;

constinit pg::Statement<Uuid> find_request{
    "select status::text from alogistics.transport_requests where id = $1"};
constinit pg::Statement<Uuid> move_vehicle{R"(
  insert into alogistics.vehicle_positions as v (vehicle_id, lat, lng, device_time, received_at)
  select vehicle_id, lat, lng, device_time, received_at
  from alogistics.journeys where request_id = $1 and device_time is not null
  on conflict (vehicle_id) do update set
    lat = excluded.lat, lng = excluded.lng, device_time = excluded.device_time,
    received_at = excluded.received_at
  where v.device_time < excluded.device_time)"};

tracking::FixLimits limits_of(pg::Schema system) {
  tracking::FixLimits limits;
  limits.accuracy_max_m = static_cast<double>(integer_setting(system, "tracking.accuracy_max_m"));
  limits.speed_max_mps =
      static_cast<double>(integer_setting(system, "tracking.speed_max_kmh")) / kmh_per_mps;
  return limits;
}

[[noreturn]] void refuse_now(pg::Spi& spi, const Uuid& request) {
  const auto status = spi.row<std::string>(find_request, request);
  throw pg::Refused(
      Refusal(errors::tracking_not_allowed).with("status", std::get<0>(status.value())));
}

// The job's journey, locked, if the caller may record for it now.
Journey lock_for(pg::Spi& spi, pg::Schema system, const Caller& caller, const Uuid& request) {
  const auto journey = lock_journey(spi, system, request);
  if (!journey && !spi.row<std::string>(find_request, request))
    refuse_missing("transport_request", request);
  if (!caller.is_system && (!journey || caller.user != journey->transporter))
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["transporter","system"])"));
  const bool is_open =
      journey && journey->opened_at &&
      (!journey->closed_at || pg::wall_time() <= *journey->closed_at + late_us_max);
  if (!is_open) refuse_now(spi, request);
  return *journey;
}

// One batch on its way into the tables.
class Recording {
 public:
  Recording(pg::Spi& spi, pg::Schema system, const Journey& journey, const Batch& batch)
      : spi_(spi),
        system_(system),
        journey_(journey),
        batch_(batch),
        limits_(limits_of(system)),
        reception_{
            pg::wall_time(), {journey.watch_from, journey.watch_until(), true}, journey.last_at} {}

  tracking::Merge run();

 private:
  void store(const std::vector<Row>& near, const tracking::Merge& merge);
  void follow(const tracking::Merge& merge);
  Remark remark_of(const Fix& fix) const;

  pg::Spi& spi_;
  pg::Schema system_;
  const Journey& journey_;
  const Batch& batch_;
  tracking::FixLimits limits_;
  tracking::Reception reception_;
  // By device time, the greatest remark of each fix: which of two was sent first makes no
  // difference.
  std::multimap<Instant, std::size_t> remarks_;
};

tracking::Merge Recording::run() {
  const auto span = tracking::time_span(batch_.fixes, reception_, limits_);
  const std::vector<Row> near = span ? positions_around(spi_, journey_, *span) : std::vector<Row>();
  tracking::Merge merge = tracking::merge(near, batch_.fixes, reception_, limits_);
  for (std::size_t i = 0; i < batch_.remarks.size(); ++i)
    if (!batch_.remarks[i].is_empty()) remarks_.emplace(batch_.fixes[i].device_time, i);
  store(near, merge);
  if (merge.inserted.empty() && merge.updated.empty()) return merge;
  update_journey(spi_, journey_, merge);
  if (merge.changed_from) follow(merge);
  return merge;
}

Remark Recording::remark_of(const Fix& fix) const {
  Remark greatest;
  const auto [first, last] = remarks_.equal_range(fix.device_time);
  for (auto it = first; it != last; ++it)
    if (tracking::normalized(batch_.fixes[it->second]) == fix)
      greatest = std::max(greatest, batch_.remarks[it->second]);
  return greatest;
}

const Row* find(const std::vector<Row>& rows, Instant time) {
  const auto row =
      std::ranges::lower_bound(rows, time, {}, [](const Row& it) { return it.fix.device_time; });
  return row != rows.end() && row->fix.device_time == time ? &*row : nullptr;
}

void Recording::store(const std::vector<Row>& near, const tracking::Merge& merge) {
  std::vector<Remark> remarks;
  remarks.reserve(merge.inserted.size());
  for (const Row& row : merge.inserted)
    remarks.push_back(remarks_.empty() ? Remark() : remark_of(row.fix));
  insert_positions(spi_, journey_, merge.inserted, remarks, reception_.received_at);

  remarks.clear();
  std::vector<bool> replaced;
  for (const Row& row : merge.updated) {
    remarks.push_back(remark_of(row.fix));
    replaced.push_back(find(near, row.fix.device_time)->fix != row.fix);
  }
  update_positions(spi_, journey_, merge.updated, remarks, replaced, reception_.received_at);

  // A remark with a fix that is stored already, unless a better one has just taken its place.
  for (const auto& [time, point] : remarks_) {
    const Row* const row = find(near, time);
    if (row == nullptr || row->fix != tracking::normalized(batch_.fixes[point])) continue;
    const Row* const updated = find(merge.updated, time);
    if (updated == nullptr || updated->fix == row->fix)
      add_remark(spi_, journey_.request, time, batch_.remarks[point]);
  }
}

void Recording::follow(const tracking::Merge& merge) {
  const Instant from = *merge.changed_from;
  const bool is_appended = merge.updated.empty() && (!journey_.last_at || *journey_.last_at < from);
  std::vector<Row> rows;
  if (is_appended) {
    for (const Row& row : merge.inserted)
      if (row.standing == tracking::Standing::counted) rows.push_back(row);
  } else {
    rows = counted_from(spi_, journey_.request, from);
  }
  std::vector<Place> places = places_of(spi_, journey_.request, journey_.transporter);
  const auto last = last_counted_before(spi_, journey_.request, journey_.watch_from, from);
  follow_fences(spi_, system_, journey_, places, from, last, rows);
  if (rows.empty()) return;
  const Row& here = rows.back();
  if (journey_.current_at && here.fix.device_time <= *journey_.current_at) return;
  if (pg::find_table(system_.oid, "vehicle_positions") != InvalidOid)
    spi_.run(move_vehicle, journey_.request);
  watch_journey(spi_, system_, journey_, places, here);
}

pg::Json record_positions(const OptionalUuid& request,
                          const std::optional<pg::JsonDatum>& positions) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(request, "request_uuid");
  PointRows rows(require(positions, "positions"));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const Journey journey = lock_for(spi, system, caller, id);
  const Batch batch = rows.read();
  const tracking::Merge merge = Recording(spi, system, journey, batch).run();

  std::string answer = R"({"verdicts":[)";
  for (std::size_t i = 0; i < merge.verdicts.size(); ++i) {
    answer += i == 0 ? "\"" : ",\"";
    answer += tracking::to_string(merge.verdicts[i]);
    answer += '"';
  }
  const tracking::Centimetres distance = journey.distance_cm + merge.distance_change_cm;
  return {answer + R"(],"distance_m":)" + std::to_string((distance + 50) / 100) + "}"};
}

void check_update(const pg::Row& row) {
  for (const char* field : {"lat", "lng", "recorded_at"}) check_given(row, field);
  check_range(row, "lat", -90, 90);
  check_range(row, "lng", -180, 180);
  check_range(row, "speed", 0, speed_kmh_max);
  check_range(row, "heading", 0, 359.999999999);
  check_length(row, "status", 0, 50);
  check_length(row, "notes", 0, 1000);
}

// A row of the view: one point, and what would be a verdict about it is an error.
void record_tracking_update(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  const auto id = row.get<std::optional<Uuid>>("request_id");
  if (!id) throw pg::Refused(Refusal(errors::missing_value).with("field", "request_id"));
  pg::Spi spi;
  const Journey journey = lock_for(spi, system, caller, *id);
  check_update(row);
  const auto kmh = row.get<std::optional<double>>("speed");
  const Fix fix{row.get<pg::Timestamp>("recorded_at").microseconds,
                {row.get<double>("lat"), row.get<double>("lng")},
                std::nullopt,
                kmh ? std::optional(mps_of(*kmh)) : std::nullopt,
                row.get<std::optional<double>>("heading")};
  const Batch batch{{fix},
                    {{row.get<std::optional<std::string>>("status"),
                      row.get<std::optional<std::string>>("notes")}}};
  switch (Recording(spi, system, journey, batch).run().verdicts.front()) {
    case Verdict::future:
      refuse_value("recorded_at", "in the future");
    case Verdict::not_yours:
      refuse_now(spi, *id);
    case Verdict::invalid:
      refuse_value("lat", "not a position");
    default:
      break;
  }
  row.set("client_id", journey.client);
  row.set("transporter_id", journey.transporter);
  row.set("created_at", pg::Timestamp{pg::wall_time()});
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_record_positions, socle::alogistics::record_positions);
SOCLE_TRIGGER(alogistics_record_tracking_update, socle::alogistics::record_tracking_update);
