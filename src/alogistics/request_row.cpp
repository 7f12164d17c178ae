#include "alogistics/request_row.hpp"

#include "alogistics/checks.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/stops.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

constexpr const char* draft_columns[] = {
    "transport_type", "vehicle_type", "cargo_description", "cargo_weight_kg", "cargo_volume_m3",
    "pickup_address", "pickup_city",  "pickup_lat",        "pickup_lng",      "delivery_address",
    "delivery_city",  "delivery_lat", "delivery_lng",      "stops",           "pickup_date",
    "delivery_date"};

bool is_optional(std::string_view column) {
  return column == "cargo_volume_m3" || column == "vehicle_type";
}

// NOT NULL constraints speak after BEFORE triggers do; a missing value is named here instead.
void require_draft(const pg::Row& row) {
  for (const char* column : draft_columns)
    if (!is_optional(column)) check_given(row, column);
}

}  // namespace

freight::Status status_of(const pg::Row& row) {
  return freight::parse_status(row.get<std::string>("status")).value();
}

freight::TransportType transport_type_of(const pg::Row& row) {
  return freight::parse_transport_type(row.get<std::string>("transport_type")).value();
}

freight::Actors actors_of(const Caller& caller, const Uuid& client,
                          const std::optional<Uuid>& transporter) {
  freight::Actors actors = 0;
  if (caller.user && client == *caller.user) actors |= freight::client;
  if (caller.user && transporter == caller.user) actors |= freight::transporter;
  if (actors == 0 && caller.access.is_staff()) actors |= freight::staff;
  if (caller.is_system) actors |= freight::system;
  return actors;
}

std::optional<freight::VehicleType> parse_vehicle(const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  return freight::parse_vehicle_type(*word).value();
}

std::optional<freight::VehicleType> vehicle_type_of(const pg::Row& row) {
  return parse_vehicle(row.get<std::optional<std::string>>("vehicle_type"));
}

void check_client(pg::Schema system, const Caller& caller, const Uuid& client) {
  const bool is_for_another = caller.is_system || caller.access.is_staff();
  if (!is_for_another && caller.user != client)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(client)));
  const Access access = access_of(system, client);
  if (access.role == Role::none) refuse_missing("client", client);
  if (!access.is_active) throw pg::Refused(Refusal(errors::account_disabled));
  if (access.role != Role::client)
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("event", "create")
                          .with_json("allowed_for", R"(["client"])"));
}

void check_draft(const pg::Row& row) {
  require_draft(row);
  const auto description = row.get<std::string>("cargo_description");
  const auto pickup_address = row.get<std::string>("pickup_address");
  const auto pickup_city = row.get<std::string>("pickup_city");
  const auto delivery_address = row.get<std::string>("delivery_address");
  const auto delivery_city = row.get<std::string>("delivery_city");
  const freight::Draft draft{description,
                             row.get<double>("cargo_weight_kg"),
                             row.get<std::optional<double>>("cargo_volume_m3"),
                             pickup_address,
                             pickup_city,
                             delivery_address,
                             delivery_city,
                             {row.get<double>("pickup_lat"), row.get<double>("pickup_lng")},
                             {row.get<double>("delivery_lat"), row.get<double>("delivery_lng")},
                             row.get<pg::Timestamp>("pickup_date").microseconds,
                             row.get<pg::Timestamp>("delivery_date").microseconds};
  pg::check(freight::check_draft(draft));
  pg::value_or_raise(
      freight::read_stops(row.get<std::string>("stops"), freight::StopNames::required));
  if (draft.delivery_date < pg::transaction_time()) refuse_value("delivery_date", "in the past");
}

void check_step(const pg::Row& row) {
  const freight::Status status = status_of(row);
  const auto price = row.get<std::optional<std::int64_t>>("final_price");
  if (price && *price <= 0)
    throw pg::Refused(Refusal(errors::invalid_amount).with("given", *price));
  if (!price && status != freight::Status::pending && status != freight::Status::cancelled)
    throw pg::Refused(Refusal(errors::missing_value).with("field", "final_price"));
  check_length(row, "status_reason", 0, 1000);
  const auto proof = row.get<std::optional<std::string>>("proof_of_delivery");
  if (proof && !proof->starts_with('{')) refuse_value("proof_of_delivery", "not a JSON object");
}

bool differs_in_draft(const pg::Row& before, const pg::Row& after) {
  for (const char* column : draft_columns)
    if (pg::Row::differs(before, after, column)) return true;
  return false;
}

}  // namespace socle::alogistics
