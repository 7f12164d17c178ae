#include "alogistics/assignment.hpp"
#include "alogistics/checks.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/snapshot.hpp"
#include "pg/time_zone.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> lock_carrier{
    "select role = 'transporter', is_active, is_verified from alogistics.profiles"
    " where id = $1 for no key update"};
constinit pg::Statement<Uuid> read_carrier{
    "select is_active, is_verified from alogistics.profiles where id = $1 for share"};

constinit pg::Statement<Uuid> lock_vehicle{
    "select owner_id, type::text, capacity_kg, capacity_m3, is_available, is_verified,"
    "   insurance_expiry, inspection_expiry"
    " from alogistics.vehicles where id = $1 for no key update"};

constinit pg::Statement<Uuid> read_papers{
    "select coalesce(bool_or(kind = 'identity'), false),"
    "   max(valid_until) filter (where kind = 'licence')"
    " from alogistics.documents where profile_id = $1 and status = 'approved'"};

// Who is busy: the same rule, in the same words, as the EXCLUDE constraints of the table.
constinit pg::Statement<Uuid, Uuid, Uuid, pg::Timestamp, pg::Timestamp> find_overlaps{
    "select exists (select from alogistics.transport_requests"
    "   where assigned_vehicle_id = $1 and id <> $3"
    "     and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')"
    "     and tstzrange(pickup_date, delivery_date) && tstzrange($4, $5)),"
    " exists (select from alogistics.transport_requests"
    "   where assigned_transporter_id = $2 and id <> $3"
    "     and (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')"
    "     and tstzrange(pickup_date, delivery_date, '[)') && tstzrange($4, $5))"};

constinit pg::Statement<Uuid> read_wanted{
    "select client_id, transport_type::text, cargo_weight_kg, cargo_volume_m3, pickup_date,"
    "   delivery_date from alogistics.transport_requests where id = $1"};

freight::Carrier lock(pg::Spi& spi, const Uuid& transporter) {
  const auto row = spi.row<bool, bool, bool>(lock_carrier, transporter);
  if (!row) refuse_missing("transporter", transporter);
  freight::Carrier carrier{transporter, std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
  const auto papers = spi.row<bool, std::optional<pg::Date>>(read_papers, transporter);
  carrier.has_identity = std::get<0>(papers.value());
  carrier.licence_expiry = days(std::get<1>(papers.value()));
  return carrier;
}

freight::Vehicle lock_the_vehicle(pg::Spi& spi, const Uuid& vehicle) {
  const auto row = spi.row<Uuid, std::string, double, std::optional<double>, bool, bool,
                           std::optional<pg::Date>, std::optional<pg::Date>>(lock_vehicle, vehicle);
  if (!row) refuse_missing("vehicle", vehicle);
  return std::apply(vehicle_of, *row);
}

// Jobs that they were given until they were locked count in every isolation level.
void find_jobs(const Wanted& wanted, const Uuid& vehicle_id, freight::Carrier& carrier,
               freight::Vehicle& vehicle) {
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  const auto found = spi.row<bool, bool>(find_overlaps, vehicle_id, carrier.id, wanted.request,
                                         wanted.from, wanted.to);
  std::tie(vehicle.has_overlapping_job, carrier.has_overlapping_job) = found.value();
}

}  // namespace

std::optional<std::int32_t> days(const std::optional<pg::Date>& date) {
  if (!date) return std::nullopt;
  return date->days;
}

freight::Vehicle vehicle_of(const Uuid& owner, const std::string& type, double capacity_kg,
                            std::optional<double> capacity_m3, bool is_available, bool is_verified,
                            const std::optional<pg::Date>& insurance_expiry,
                            const std::optional<pg::Date>& inspection_expiry) {
  return {.owner = owner,
          .type = freight::parse_vehicle_type(type).value(),
          .capacity_kg = capacity_kg,
          .capacity_m3 = capacity_m3,
          .is_available = is_available,
          .is_verified = is_verified,
          .has_overlapping_job = false,
          .insurance_expiry = days(insurance_expiry),
          .inspection_expiry = days(inspection_expiry)};
}

std::int32_t day_of(pg::Schema system, pg::Timestamp time) {
  return pg::day_in_zone(time, text_setting(system, "platform.time_zone")).days;
}

freight::Papers required_papers(pg::Schema system) {
  return freight::parse_papers(text_setting(system, "vehicle.required_documents")).value();
}

Wanted wanted_by(pg::Schema system, const pg::Row& request) {
  const auto end = request.get<pg::Timestamp>("delivery_date");
  return {request_id(request),
          {client_of(request), transport_type_of(request), request.get<double>("cargo_weight_kg"),
           request.get<std::optional<double>>("cargo_volume_m3"), day_of(system, end)},
          request.get<pg::Timestamp>("pickup_date"),
          end};
}

Wanted wanted_at(pg::Schema system, const Uuid& request) {
  pg::Spi spi(pg::Access::read);
  const auto row =
      spi.row<Uuid, std::string, double, std::optional<double>, pg::Timestamp, pg::Timestamp>(
          read_wanted, request);
  if (!row) refuse_missing("transport_request", request);
  const auto& [client, type, kg, m3, from, to] = *row;
  return {request,
          {client, freight::parse_transport_type(type).value(), kg, m3, day_of(system, to)},
          from,
          to};
}

void check_assignment(pg::Schema system, const Wanted& wanted, const Uuid& transporter,
                      const Uuid& vehicle) {
  pg::Spi spi;
  freight::Carrier carrier = lock(spi, transporter);
  freight::Vehicle found = lock_the_vehicle(spi, vehicle);
  find_jobs(wanted, vehicle, carrier, found);
  pg::check(freight::check_assignment(wanted.job, carrier, found, required_papers(system)));
}

void check_assignment(pg::Schema system, const pg::Row& request) {
  const auto transporter = transporter_of(request);
  const auto vehicle = request.get<std::optional<Uuid>>("assigned_vehicle_id");
  if (!transporter || !vehicle)
    throw pg::Refused(
        Refusal(errors::missing_value)
            .with("field", transporter ? "assigned_vehicle_id" : "assigned_transporter_id"));
  check_assignment(system, wanted_by(system, request), *transporter, *vehicle);
}

void check_carrier(const pg::Row& request) {
  const Uuid transporter = transporter_of(request).value();
  const auto row = pg::Spi().row<bool, bool>(read_carrier, transporter);
  if (!row) refuse_missing("transporter", transporter);
  const auto& [active, verified] = *row;
  if (!active) throw pg::Refused(Refusal(errors::transporter_inactive));
  if (!verified) throw pg::Refused(Refusal(errors::transporter_not_verified));
}

}  // namespace socle::alogistics
