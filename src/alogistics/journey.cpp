#include "alogistics/journey.hpp"

#include <cmath>
#include <limits>

#include "alogistics/geofences.hpp"
#include "pg/arrays.hpp"

namespace socle::alogistics {

namespace {

using pg::Timestamp;
using tracking::Row;
using OptionalTime = std::optional<Timestamp>;
using Number = std::optional<double>;

// A transporter who takes over begins anew, after all that the one before him was seen at.
constinit pg::Statement<Uuid, std::string> upsert_journey{R"(
  insert into alogistics.journeys as j
    (request_id, client_id, transporter_id, vehicle_id, tracking_token, watch_from, opened_at,
     closed_at)
  select id, client_id, assigned_transporter_id, assigned_vehicle_id, $2,
         coalesce(assigned_at, created_at),
         case when status not in ('validated', 'assigned', 'cancelled') then paid_at end,
         coalesce(completed_at, cancelled_at)
  from alogistics.transport_requests where id = $1 and assigned_transporter_id is not null
  on conflict (request_id) do update set
    transporter_id = excluded.transporter_id, vehicle_id = excluded.vehicle_id,
    watch_from = greatest(excluded.watch_from, j.last_at + interval '1 microsecond'),
    opened_at = excluded.opened_at, closed_at = excluded.closed_at, distance_cm = 0, points = 0,
    first_at = null, last_at = null, lat = null, lng = null, device_time = null,
    speed_kmh = null, heading = null, received_at = null)"};

constinit pg::Statement<Uuid> lock_row{R"(
  select client_id, transporter_id, vehicle_id, watch_from, opened_at, closed_at, first_at, last_at,
         device_time, distance_cm
  from alogistics.journeys where request_id = $1 for no key update)"};

// The lower bound leaves all partitions of before the job alone.
#define POSITION                                                  \
  "device_time, lat, lng, accuracy_m, speed_kmh, heading,"        \
  " standing::text, segment_cm::bigint from alogistics.positions" \
  " where request_id = $1 and device_time >= $2"
constinit pg::Statement<Uuid, Timestamp, Timestamp> read_before{
    "(select " POSITION
    " and device_time < $3 and standing <> 'inaccurate'"
    "  order by device_time desc limit 4)"
    " union (select " POSITION
    " and device_time < $3 and standing = 'counted'"
    "  order by device_time desc limit 3) order by device_time"};
constinit pg::Statement<Uuid, Timestamp, Timestamp> read_within{
    "select " POSITION " and device_time <= $3 order by device_time"};
constinit pg::Statement<Uuid, Timestamp, Timestamp> read_after{
    "(select " POSITION
    " and device_time <= $3 and standing <> 'inaccurate'"
    "  order by device_time limit 4)"
    " union (select " POSITION
    " and device_time <= $3 and standing = 'counted'"
    "  order by device_time limit 3) order by device_time"};
constinit pg::Statement<Uuid, Timestamp> read_counted{
    "select " POSITION " and standing = 'counted' order by device_time"};
constinit pg::Statement<Uuid, Timestamp, Timestamp> read_last{
    "select " POSITION
    " and device_time < $3 and standing = 'counted'"
    " order by device_time desc limit 1"};
static_assert(tracking::accurate_around == 4 && tracking::counted_around == 3);

using Times = std::vector<Timestamp>;
using Doubles = std::vector<double>;
using Numbers = std::vector<Number>;
using Texts = std::vector<std::optional<std::string>>;
using Integers = std::vector<std::int32_t>;

// The standing travels as its number: reading a word for each row would cost more than the row.
#define STANDING "(array['counted', 'too_fast', 'inaccurate']::alogistics.position_standing[])"
constinit pg::Statement<Uuid, Uuid, Uuid, Timestamp, Times, Doubles, Doubles, Numbers, Numbers,
                        Numbers, Texts, Texts, Integers, Integers>
    insert_rows{
        "insert into alogistics.positions (request_id, transporter_id, client_id, received_at,"
        "   device_time, lat, lng, accuracy_m, speed_kmh, heading, status, notes, standing,"
        "   segment_cm)"
        " select $1, $2, $3, $4, device_time, lat, lng, accuracy_m, speed_kmh, heading, status,"
        "   notes, " STANDING
        "[standing + 1], segment_cm"
        " from unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as u (device_time, lat, lng,"
        "   accuracy_m, speed_kmh, heading, status, notes, standing, segment_cm)"};
constinit pg::Statement<Uuid, Timestamp, Timestamp, Timestamp, Times, Doubles, Doubles, Numbers,
                        Numbers, Numbers, Texts, Texts, Integers, Integers, Integers>
    update_rows{
        "update alogistics.positions as p"
        " set lat = u.lat, lng = u.lng, accuracy_m = u.accuracy_m, speed_kmh = u.speed_kmh,"
        "   heading = u.heading, standing = " STANDING
        "[u.standing + 1],"
        "   segment_cm = u.segment_cm,"
        "   status = case when u.replaced = 1 then u.status else p.status end,"
        "   notes = case when u.replaced = 1 then u.notes else p.notes end,"
        "   received_at = case when u.replaced = 1 then $4 else p.received_at end"
        " from unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as u (device_time, lat,"
        "   lng, accuracy_m, speed_kmh, heading, status, notes, standing, segment_cm, replaced)"
        " where p.request_id = $1 and p.device_time between $2 and $3"
        "   and p.device_time = u.device_time"};
// In the order of C++: NULL before all texts, and texts byte by byte.
constinit pg::Statement<Uuid, Timestamp, std::string, std::string> raise_remark{
    "update alogistics.positions set status = $3, notes = $4"
    " where request_id = $1 and device_time = $2"
    "   and (status is not null, coalesce(status, '') collate \"C\", notes is not null,"
    "        coalesce(notes, '') collate \"C\")"
    "     < ($3 is not null, coalesce($3, '') collate \"C\", $4 is not null,"
    "        coalesce($4, '') collate \"C\")"};

constinit pg::Statement<Uuid, Timestamp, std::int64_t, std::int64_t, Timestamp, Timestamp>
    store_journey{R"(
  update alogistics.journeys as j
  set distance_cm = distance_cm + $3, points = points + $4,
      first_at = least(first_at, $5), last_at = greatest(last_at, $6),
      (lat, lng, device_time, speed_kmh, heading, received_at) = (
        select p.lat, p.lng, p.device_time, p.speed_kmh, p.heading, p.received_at
        from alogistics.positions as p
        where p.request_id = $1 and p.device_time >= $2 and p.standing = 'counted'
        order by p.device_time desc limit 1)
  where request_id = $1)"};

std::optional<Instant> instant(const OptionalTime& time) {
  if (!time) return std::nullopt;
  return time->microseconds;
}

template <class... P, class... A>
void read(pg::Spi& spi, std::vector<Row>& rows, pg::Statement<P...>& statement,
          const A&... parameters) {
  for (const auto& [time, lat, lng, accuracy, speed, heading, standing, segment] :
       spi.rows<Timestamp, double, double, Number, Number, Number, std::string, std::int64_t>(
           statement, parameters...)) {
    const Number mps = speed ? Number(mps_of(*speed)) : std::nullopt;
    rows.push_back({{time.microseconds, {lat, lng}, accuracy, mps, heading},
                    tracking::parse_standing(standing).value(),
                    segment});
  }
}

// The rows as one array for each column.
struct Columns {
  Times times;
  Doubles lats, lngs;
  Numbers accuracies, speeds, headings;
  Texts statuses, notes;
  Integers standings, segments;

  Columns(const std::vector<Row>& rows, const std::vector<Remark>& remarks) {
    for (const Row& row : rows) {
      const Remark& remark = remarks[times.size()];
      times.push_back({row.fix.device_time});
      lats.push_back(row.fix.at.lat);
      lngs.push_back(row.fix.at.lng);
      accuracies.push_back(row.fix.accuracy_m);
      const Number mps = row.fix.speed_mps;
      speeds.push_back(mps ? Number(kmh_of(*mps)) : std::nullopt);
      headings.push_back(row.fix.heading_deg);
      statuses.push_back(remark.status);
      notes.push_back(remark.notes);
      standings.push_back(static_cast<std::int32_t>(row.standing));
      segments.push_back(static_cast<std::int32_t>(row.segment_cm));
    }
  }
};

}  // namespace

double mps_of(double kmh) { return std::round(kmh * 1000) / 1000 / kmh_per_mps; }

double kmh_of(double mps) { return std::round(mps * kmh_per_mps * 1000) / 1000; }

Instant Journey::watch_until() const {
  return closed_at.value_or(std::numeric_limits<Instant>::max());
}

void open_journey(pg::Spi& spi, pg::Schema system, const Uuid& request) {
  spi.run(upsert_journey, request, new_tracking_token());
  make_place_fences(spi, system, request);
}

std::optional<Journey> lock_journey(pg::Spi& spi, pg::Schema system, const Uuid& request) {
  const auto find = [&] {
    return spi.row<Uuid, Uuid, Uuid, Timestamp, OptionalTime, OptionalTime, OptionalTime,
                   OptionalTime, OptionalTime, std::int64_t>(lock_row, request);
  };
  auto row = find();
  if (!row) {
    // Jobs that were assigned before there were journeys.
    open_journey(spi, system, request);
    row = find();
  }
  if (!row) return std::nullopt;
  const auto& [client, transporter, vehicle, from, opened, closed, first, last, current, distance] =
      *row;
  return Journey{request,           client,           transporter,     vehicle,
                 from.microseconds, instant(opened),  instant(closed), instant(first),
                 instant(last),     instant(current), distance};
}

std::vector<Row> positions_around(pg::Spi& spi, const Journey& journey,
                                  const tracking::TimeSpan& span) {
  std::vector<Row> rows;
  if (!journey.last_at) return rows;
  read(spi, rows, read_before, journey.request, Timestamp{journey.watch_from},
       Timestamp{span.first});
  if (*journey.last_at < span.first) return rows;
  read(spi, rows, read_within, journey.request, Timestamp{span.first}, Timestamp{span.last});
  read(spi, rows, read_after, journey.request, Timestamp{span.last + 1},
       Timestamp{*journey.last_at});
  return rows;
}

std::vector<Row> counted_from(pg::Spi& spi, const Uuid& request, Instant from) {
  std::vector<Row> rows;
  read(spi, rows, read_counted, request, Timestamp{from});
  return rows;
}

std::optional<Row> last_counted_before(pg::Spi& spi, const Uuid& request, Instant watch_from,
                                       Instant instant) {
  std::vector<Row> rows;
  read(spi, rows, read_last, request, Timestamp{watch_from}, Timestamp{instant});
  if (rows.empty()) return std::nullopt;
  return rows.front();
}

void insert_positions(pg::Spi& spi, const Journey& journey, const std::vector<Row>& rows,
                      const std::vector<Remark>& remarks, Instant received_at) {
  if (rows.empty()) return;
  const Columns all(rows, remarks);
  spi.run(insert_rows, journey.request, journey.transporter, journey.client, Timestamp{received_at},
          all.times, all.lats, all.lngs, all.accuracies, all.speeds, all.headings, all.statuses,
          all.notes, all.standings, all.segments);
}

void update_positions(pg::Spi& spi, const Journey& journey, const std::vector<Row>& rows,
                      const std::vector<Remark>& remarks, const std::vector<bool>& replaced,
                      Instant received_at) {
  if (rows.empty()) return;
  const Columns all(rows, remarks);
  spi.run(update_rows, journey.request, all.times.front(), all.times.back(), Timestamp{received_at},
          all.times, all.lats, all.lngs, all.accuracies, all.speeds, all.headings, all.statuses,
          all.notes, all.standings, all.segments, Integers(replaced.begin(), replaced.end()));
}

void add_remark(pg::Spi& spi, const Uuid& request, Instant device_time, const Remark& remark) {
  spi.run(raise_remark, request, Timestamp{device_time}, remark.status, remark.notes);
}

void update_journey(pg::Spi& spi, const Journey& journey, const tracking::Merge& merge) {
  const auto [first, last] = [&] {
    const auto& rows = merge.inserted.empty() ? merge.updated : merge.inserted;
    return std::pair{rows.front().fix.device_time, rows.back().fix.device_time};
  }();
  spi.run(store_journey, journey.request, Timestamp{journey.watch_from}, merge.distance_change_cm,
          static_cast<std::int64_t>(merge.inserted.size()), Timestamp{first}, Timestamp{last});
}

}  // namespace socle::alogistics
