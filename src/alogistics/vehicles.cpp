// Vehicles: what their owners may say of them, and what staff verified.
#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

// What staff looked at. A change by the owner takes the verification back. Papers have a review of
// their own (documents.cpp).
constexpr const char* verified_columns[] = {"type",         "brand",       "model",
                                            "plate_number", "capacity_kg", "capacity_m3"};

void take_verification_back(pg::Row& row) {
  row.set("is_verified", false);
  row.set_null("verified_by");
  row.set_null("verified_at");
}

// The same plate however it is written: what the unique index compares.
constinit pg::Statement<std::string, Uuid> find_plate{
    "select exists (select from alogistics.vehicles"
    "   where upper(regexp_replace(plate_number, '[^[:alnum:]]', '', 'g'))"
    "       = upper(regexp_replace($1, '[^[:alnum:]]', '', 'g')) and id <> $2),"
    " $1 ~ '[[:alnum:]]'"};

constinit pg::Statement<Uuid> summarize{
    "select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'status', status,"
    "         'valid_until', valid_until) order by kind, status), '[]')"
    " from alogistics.documents"
    " where vehicle_id = $1 and status in ('submitted', 'approved')"};

// The unique index speaks only where two register the same plate at the same moment.
void check_plate(const pg::Row& row) {
  pg::Spi spi;
  const auto plate = row.get<std::string>("plate_number");
  const auto found = spi.row<bool, bool>(find_plate, plate, row.get<Uuid>("id"));
  if (std::get<0>(found.value()))
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "vehicle").with("field", "plate_number"));
  if (!std::get<1>(found.value())) refuse_value("plate_number", "without a letter or digit");
}

// Whoever writes it: the column says what the table of documents holds.
void summarize_documents(pg::Row& row) {
  pg::Spi spi;
  row.set("documents", std::get<0>(spi.row<pg::Json>(summarize, row.get<Uuid>("id")).value()).text);
}

constinit pg::Statement<Uuid, Uuid> move_documents{
    "update alogistics.documents set owner_id = $2 where vehicle_id = $1"};

void check_shape(const pg::Row& row) {
  for (const char* field :
       {"type", "brand", "model", "plate_number", "capacity_kg", "is_available"})
    check_given(row, field);
  check_length(row, "brand", 1, 100);
  check_length(row, "model", 1, 100);
  check_length(row, "plate_number", 2, 20);
  // More than nothing: a gram, a cubic millimetre.
  check_range(row, "capacity_kg", 1e-3, 100'000);
  check_range(row, "capacity_m3", 1e-9, 1'000);
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
  if (trigger.is_insert() || pg::Row::differs(trigger.old_row(), row, "owner_id"))
    check_owner(row, system);
  check_shape(row);
  if (trigger.is_insert() || pg::Row::differs(trigger.old_row(), row, "plate_number"))
    check_plate(row);
  if (trigger.is_insert() || pg::Row::differs(trigger.old_row(), row, "documents"))
    summarize_documents(row);
  if (trigger.is_update() && pg::Row::differs(trigger.old_row(), row, "owner_id"))
    pg::Spi().run(move_documents, row.get<Uuid>("id"), row.get<Uuid>("owner_id"));
  if (trigger.is_insert())
    take_verification_back(row);
  else
    update(trigger.old_row(), row, caller);
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_vehicle, socle::alogistics::prepare_vehicle);
