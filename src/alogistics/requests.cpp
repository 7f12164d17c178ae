// The functions of the main job. Each changes the status of a request with the caller's own rights;
// everything else is the triggers' work (lifecycle.cpp, effects.cpp).
#include "alogistics/amounts.hpp"
#include "alogistics/checks.hpp"
#include "alogistics/step.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/lifecycle.hpp"
#include "socle/idempotency.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;

constinit pg::Statement<Uuid> lock_request{
    "select status::text, final_price, currency from alogistics.transport_requests"
    " where id = $1 for no key update"};
// An UPDATE to the status that the request has already would be no change at all: so those that are
// not preceded by lock() name the status that they leave, or the one that they lead to. As a text,
// because the planner could take the enum for a reason to go through idx_requests_pending.
constinit pg::Statement<Uuid> set_validated{
    "update alogistics.transport_requests set status = 'validated'"
    " where id = $1 and status::text = 'pending'"};
constinit pg::Statement<Uuid, std::int64_t> set_validated_at_price{
    "update alogistics.transport_requests set status = 'validated', final_price = $2 where id = "
    "$1"};
constinit pg::Statement<Uuid, Uuid, Uuid> set_assigned{
    "update alogistics.transport_requests set status = 'assigned',"
    "   assigned_transporter_id = $2, assigned_vehicle_id = $3"
    " where id = $1 and status <> 'assigned'"};
constinit pg::Statement<Uuid, std::string> set_unassigned{
    "update alogistics.transport_requests set status = 'validated', status_reason = $2"
    " where id = $1"};
constinit pg::Statement<Uuid> set_paid{
    "update alogistics.transport_requests set status = 'in_progress' where id = $1"};
constinit pg::Statement<Uuid, pg::Json, std::string> set_completed{
    "update alogistics.transport_requests set status = 'completed',"
    "   proof_of_delivery = coalesce($2, proof_of_delivery),"
    "   status_reason = coalesce($3, status_reason) where id = $1 and status <> 'completed'"};
constinit pg::Statement<Uuid, std::string> set_cancelled{
    "update alogistics.transport_requests set status = 'cancelled',"
    "   status_reason = coalesce($2, status_reason) where id = $1 and status <> 'cancelled'"};
constinit pg::Statement<Uuid, std::string> set_rejected{
    "update alogistics.transport_requests set status = 'cancelled',"
    "   status_reason = coalesce($2, status_reason) where id = $1 and status::text = 'pending'"};

// Column by column: a function that makes a row of all of them takes longer than the rest.
constinit pg::Statement<pg::JsonDatum> insert_request{R"(
  insert into alogistics.transport_requests (client_id, transport_type, cargo_description,
    vehicle_type, cargo_weight_kg, cargo_volume_m3, pickup_address, pickup_city, pickup_lat,
    pickup_lng, delivery_address, delivery_city, delivery_lat, delivery_lng, stops, pickup_date,
    delivery_date, quote_id)
  values (($1 ->> 'client_id')::uuid, ($1 ->> 'transport_type')::alogistics.transport_type,
    $1 ->> 'cargo_description', ($1 ->> 'vehicle_type')::alogistics.vehicle_type,
    ($1 ->> 'cargo_weight_kg')::float8, ($1 ->> 'cargo_volume_m3')::float8,
    $1 ->> 'pickup_address', $1 ->> 'pickup_city', ($1 ->> 'pickup_lat')::float8,
    ($1 ->> 'pickup_lng')::float8, $1 ->> 'delivery_address', $1 ->> 'delivery_city',
    ($1 ->> 'delivery_lat')::float8, ($1 ->> 'delivery_lng')::float8,
    coalesce(nullif($1 -> 'stops', 'null'), '[]'), ($1 ->> 'pickup_date')::timestamptz,
    ($1 ->> 'delivery_date')::timestamptz, ($1 ->> 'quote_id')::uuid)
  returning id)"};

// The request that the caller may see, locked until the transaction ends.
struct Request {
  Status status;
  std::optional<money::Minor> final_price;
  std::string currency;
};

// Refuses a request that has this status already. One status can be left by two functions: so
// `from`, where it is given, is required.
Request lock(pg::Spi& spi, const Uuid& id, Status to, std::optional<Status> from = std::nullopt) {
  const auto row = spi.row<std::string, std::optional<std::int64_t>, std::string>(lock_request, id);
  if (!row) refuse_missing("transport_request", id);
  Request request{freight::parse_status(std::get<0>(*row)).value(), std::get<1>(*row),
                  std::get<2>(*row)};
  if (request.status == to || (from && request.status != *from))
    throw pg::Refused(freight::refuse_transition(request.status, to));
  return request;
}

// Runs an UPDATE that leaves out what lock() refuses. Only where it found nothing is it asked why.
template <class... P, class... A>
bool change(pg::Statement<Uuid, P...>& update, const Uuid& id, Status to,
            std::optional<Status> from, const A&... values) {
  pg::Spi spi;
  if (spi.run(update, id, values...) > 0) return true;
  lock(spi, id, to, from);
  // It became what is looked for just now; as it is locked, it stays so.
  spi.run(update, id, values...);
  return true;
}

bool validate_transport_request(const OptionalUuid& request, const OptionalUuid& moderator,
                                const std::optional<pg::Numeric>& price, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const OptionalUuid actor = check_actor(system, moderator);
  const Uuid id = require(request, "request_uuid");
  return once(system, "validate_transport_request", key, Arguments(id, moderator, price), [&] {
    const Step step(actor);
    if (!price) return change(set_validated, id, Status::validated, Status::pending);
    pg::Spi spi;
    const Request found = lock(spi, id, Status::validated, Status::pending);
    spi.run(set_validated_at_price, id, minor_units(*price, found.currency));
    return true;
  });
}

bool reject_transport_request(const OptionalUuid& request, const OptionalText& reason,
                              const OptionalUuid& moderator, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const OptionalUuid actor = check_actor(system, moderator);
  const Uuid id = require(request, "request_uuid");
  return once(system, "reject_transport_request", key, Arguments(id, reason, moderator), [&] {
    const Step step(actor, reason.has_value());
    return change(set_rejected, id, Status::cancelled, Status::pending, reason);
  });
}

bool assign_transporter(const OptionalUuid& request, const OptionalUuid& transporter,
                        const OptionalUuid& vehicle, const OptionalUuid& assigned_by,
                        const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const OptionalUuid actor = check_actor(system, assigned_by);
  const Uuid id = require(request, "request_uuid");
  const Arguments arguments(id, transporter, vehicle, assigned_by);
  return once(system, "assign_transporter", key, arguments, [&] {
    const Step step(actor);
    return change(set_assigned, id, Status::assigned, std::nullopt,
                  require(transporter, "transporter_uuid"), require(vehicle, "vehicle_uuid"));
  });
}

bool unassign_transporter(const OptionalUuid& request, const OptionalText& reason,
                          const OptionalUuid& unassigned_by, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const OptionalUuid actor = check_actor(system, unassigned_by);
  const Uuid id = require(request, "request_uuid");
  return once(system, "unassign_transporter", key, Arguments(id, reason, unassigned_by), [&] {
    const Step step(actor, reason.has_value());
    pg::Spi spi;
    // A pending request also becomes validated, by another step.
    const Request found = lock(spi, id, Status::validated);
    if (found.status == Status::pending)
      throw pg::Refused(freight::refuse_transition(found.status, Status::validated));
    spi.run(set_unassigned, id, reason);
    return true;
  });
}

bool pay(const Uuid& id, const pg::Numeric& sum) {
  pg::Spi spi;
  const Request found = lock(spi, id, Status::in_progress);
  const money::Minor given = minor_units(sum, found.currency);
  if (found.status == Status::assigned && found.final_price != given)
    throw pg::Refused(Refusal(errors::amount_mismatch)
                          .with("expected", found.final_price.value_or(0))
                          .with("given", given)
                          .with("currency", found.currency));
  spi.run(set_paid, id);
  return true;
}

bool process_payment(const OptionalUuid& request, const std::optional<pg::Numeric>& amount,
                     const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const pg::Numeric& sum = require(amount, "amount");
  return once(system, "process_payment", key, Arguments(id, sum), [&] { return pay(id, sum); });
}

bool complete_transport_request(const OptionalUuid& request, const std::optional<pg::Json>& proof,
                                const OptionalText& reason, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const Uuid id = require(request, "request_uuid");
  if (proof && !proof->text.starts_with('{'))
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "proof_of_delivery")
                          .with("reason", "not a JSON object"));
  const Step step(std::nullopt, reason.has_value());
  return once(system, "complete_transport_request", key, Arguments(id, proof, reason), [&] {
    return change(set_completed, id, Status::completed, std::nullopt, proof, reason);
  });
}

bool cancel_transport_request(const OptionalUuid& request, const OptionalText& reason,
                              const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const Step step(std::nullopt, reason.has_value());
  return once(system, "cancel_transport_request", key, Arguments(id, reason),
              [&] { return change(set_cancelled, id, Status::cancelled, std::nullopt, reason); });
}

// The draft as JSON, because one function cannot have a row of a table as its argument before the
// table is there. Whoever repeats the call gets the same request.
Uuid place_transport_request(const std::optional<pg::JsonDatum>& draft, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const pg::JsonDatum& columns = require(draft, "draft");
  if (!pg::is_object(columns)) refuse_value("draft", "not a JSON object");
  return once(system, "create_transport_request", key, Arguments(columns), [&] {
    pg::Spi spi;
    return std::get<0>(spi.row<Uuid>(insert_request, columns).value());
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_validate_transport_request, socle::alogistics::validate_transport_request);
SOCLE_EXPORT(alogistics_reject_transport_request, socle::alogistics::reject_transport_request);
SOCLE_EXPORT(alogistics_assign_transporter, socle::alogistics::assign_transporter);
SOCLE_EXPORT(alogistics_unassign_transporter, socle::alogistics::unassign_transporter);
SOCLE_EXPORT(alogistics_process_payment, socle::alogistics::process_payment);
SOCLE_EXPORT(alogistics_complete_transport_request, socle::alogistics::complete_transport_request);
SOCLE_EXPORT(alogistics_cancel_transport_request, socle::alogistics::cancel_transport_request);
SOCLE_EXPORT(alogistics_place_transport_request, socle::alogistics::place_transport_request);
