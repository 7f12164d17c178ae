#include "alogistics/assignment.hpp"
#include "alogistics/checks.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/freight/assignment.hpp"
#include "pg/snapshot.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> find_carrier{
    "select role = 'transporter', is_active, is_verified from alogistics.profiles"
    " where id = $1 for share"};

constinit pg::Statement<Uuid> lock_vehicle{
    "select owner_id, type::text, capacity_kg, capacity_m3, is_available, is_verified,"
    "   insurance_expiry, inspection_expiry"
    " from alogistics.vehicles where id = $1 for no key update"};

constinit pg::Statement<Uuid, Uuid, pg::Timestamp, pg::Timestamp> find_overlap{
    "select exists (select from alogistics.transport_requests"
    "   where assigned_vehicle_id = $1 and id <> $2 and status in ('assigned', 'in_progress')"
    "     and tstzrange(pickup_date, delivery_date, '[]') && tstzrange($3, $4, '[]'))"};

constexpr std::int64_t day_us = 86'400'000'000;

[[noreturn]] void refuse_unknown(std::string_view entity, const Uuid& id) {
  refuse_missing(entity, id);
}

freight::Job job_of(const pg::Row& request) {
  const std::int64_t end = request.get<pg::Timestamp>("delivery_date").microseconds;
  // Rounded down to the day, also before 2000.
  const std::int64_t day = end / day_us - (end % day_us < 0 ? 1 : 0);
  return {client_of(request), transport_type_of(request), request.get<double>("cargo_weight_kg"),
          request.get<std::optional<double>>("cargo_volume_m3"), static_cast<std::int32_t>(day)};
}

freight::Carrier find(pg::Spi& spi, const Uuid& transporter) {
  const auto row = spi.row<bool, bool, bool>(find_carrier, transporter);
  if (!row) refuse_unknown("transporter", transporter);
  return {transporter, std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

std::optional<std::int32_t> days(const std::optional<pg::Date>& date) {
  if (!date) return std::nullopt;
  return date->days;
}

// Jobs that the vehicle was given until it was locked count in every isolation level.
bool is_busy(const Uuid& vehicle, const pg::Row& request) {
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  const auto overlap = spi.row<bool>(find_overlap, vehicle, request_id(request),
                                     request.get<pg::Timestamp>("pickup_date"),
                                     request.get<pg::Timestamp>("delivery_date"));
  return std::get<0>(overlap.value());
}

freight::Vehicle lock(pg::Spi& spi, const Uuid& vehicle, const pg::Row& request) {
  const auto row = spi.row<Uuid, std::string, double, std::optional<double>, bool, bool,
                           std::optional<pg::Date>, std::optional<pg::Date>>(lock_vehicle, vehicle);
  if (!row) refuse_unknown("vehicle", vehicle);
  const auto& [owner, type, kg, m3, available, verified, insurance, inspection] = *row;
  return {owner,
          freight::parse_vehicle_type(type).value(),
          kg,
          m3,
          available,
          verified,
          is_busy(vehicle, request),
          days(insurance),
          days(inspection)};
}

}  // namespace

void check_assignment(const pg::Row& request) {
  const auto transporter = transporter_of(request);
  const auto vehicle = request.get<std::optional<Uuid>>("assigned_vehicle_id");
  if (!transporter || !vehicle)
    throw pg::Refused(
        Refusal(errors::missing_value)
            .with("field", transporter ? "assigned_vehicle_id" : "assigned_transporter_id"));
  pg::Spi spi;
  const freight::Carrier carrier = find(spi, *transporter);
  pg::check(freight::check_assignment(job_of(request), carrier, lock(spi, *vehicle, request)));
}

void check_carrier(const pg::Row& request) {
  pg::Spi spi;
  const freight::Carrier carrier = find(spi, transporter_of(request).value());
  if (!carrier.is_active) throw pg::Refused(Refusal(errors::transporter_inactive));
  if (!carrier.is_verified) throw pg::Refused(Refusal(errors::transporter_not_verified));
}

}  // namespace socle::alogistics
