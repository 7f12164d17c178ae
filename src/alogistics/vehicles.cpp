// Vehicles: what their owners may say of them, and what staff verified.
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

// What staff looked at. A change by the owner takes the verification back.
constexpr const char* verified_columns[] = {"type",
                                            "brand",
                                            "model",
                                            "plate_number",
                                            "capacity_kg",
                                            "capacity_m3",
                                            "insurance_expiry",
                                            "inspection_expiry",
                                            "documents"};

void take_verification_back(pg::Row& row) {
  row.set("is_verified", false);
  row.set_null("verified_by");
  row.set_null("verified_at");
}

void check_owner(const pg::Row& row, pg::Schema system) {
  const auto owner = row.get<std::optional<Uuid>>("owner_id");
  if (!owner) throw pg::Refused(Refusal(errors::missing_value).with("field", "owner_id"));
  if (access_of(system, *owner).role != Role::transporter)
    throw pg::Refused(Refusal(errors::not_a_transporter).with("id", to_string(*owner)));
}

void update(pg::Row& before, pg::Row& after, const Caller& caller) {
  const bool is_staff = caller.is_system || caller.access.is_staff();
  if (pg::Row::differs(before, after, "is_verified")) {
    if (!is_staff)
      throw pg::Refused(
          Refusal(errors::not_allowed).with_json("allowed_for", R"(["staff","system"])"));
    if (!after.get<bool>("is_verified")) return take_verification_back(after);
    after.set("verified_by", caller.user);
    after.set("verified_at", pg::Timestamp{pg::transaction_time()});
    return;
  }
  if (is_staff) return;
  for (const char* column : verified_columns)
    if (pg::Row::differs(before, after, column)) return take_verification_back(after);
}

void prepare_vehicle(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  check_owner(row, system);
  if (trigger.is_insert())
    take_verification_back(row);
  else
    update(trigger.old_row(), row, caller);
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_vehicle, socle::alogistics::prepare_vehicle);
