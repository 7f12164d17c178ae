#include "alogistics/request_row.hpp"

#include "alogistics/checks.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/tariff.hpp"
#include "pg/transaction.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr const char* draft_columns[] = {
    "transport_type", "cargo_description", "cargo_weight_kg", "cargo_volume_m3",  "pickup_address",
    "pickup_city",    "pickup_lat",        "pickup_lng",      "delivery_address", "delivery_city",
    "delivery_lat",   "delivery_lng",      "pickup_date",     "delivery_date"};

// NOT NULL constraints speak after BEFORE triggers do; a missing value is named here instead.
void require_draft(const pg::Row& row) {
  for (const char* column : draft_columns)
    if (std::string_view(column) != "cargo_volume_m3") check_given(row, column);
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

void price_draft(pg::Row& row, pg::Schema system) {
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
  if (draft.delivery_date < pg::transaction_time()) refuse_value("delivery_date", "in the past");

  const std::int64_t distance = freight::distance_m(draft.pickup, draft.delivery);
  const freight::Tariff tariff =
      pg::value_or_raise(freight::read_tariff(setting_json(system, "pricing.tariff")));
  row.set("distance_m", distance);
  row.set("estimated_price", pg::value_or_raise(freight::price(tariff, transport_type_of(row),
                                                               distance, draft.cargo_weight_kg)));
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
