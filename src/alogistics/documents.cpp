// Papers: submitted by transporters, decided by staff. Source: A-25.
#include "alogistics/documents.hpp"

#include "alogistics/assignment.hpp"
#include "alogistics/words.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using freight::DocumentKind;
using freight::DocumentStatus;
using freight::DocumentStep;

constinit pg::Statement<Uuid> find_vehicle_owner{
    "select owner_id from alogistics.vehicles where id = $1"};

constinit pg::Statement<Uuid, Uuid, Uuid, std::string, std::string, std::string, std::string,
                        pg::Date, Uuid>
    insert_document{
        "insert into alogistics.documents (owner_id, vehicle_id, profile_id, kind, file_sha256,"
        "   number, file_url, valid_until, submitted_by)"
        " values ($1, $2, $3, $4::alogistics.document_kind, $5, $6, $7, $8, $9) returning id"};

constinit pg::Statement<Uuid> lock_row{
    "select owner_id, vehicle_id, profile_id, kind::text, status::text, valid_until"
    " from alogistics.documents where id = $1 for no key update"};
// An assignment that looks at the person's papers waits, and the other way round.
constinit pg::Statement<Uuid> lock_person{
    "select id from alogistics.profiles where id = $1 for no key update"};

constinit pg::Statement<Uuid, Uuid, std::string> find_replaced{
    "select id from alogistics.documents"
    " where (vehicle_id = $1 or profile_id = $2) and kind = $3::alogistics.document_kind"
    "   and status = 'approved'"};

constinit pg::Statement<Uuid, std::string, std::string, bool, Uuid> write_status{
    "update alogistics.documents set status = $2::alogistics.document_status,"
    "   reason = coalesce($3, reason),"
    "   reviewed_by = case when $4 then $5 else reviewed_by end,"
    "   reviewed_at = case when $4 then now() else reviewed_at end,"
    "   closed_at = case when $2 <> 'approved' then now() end"
    " where id = $1"};

// Which of the vehicle's own columns follow: those of the papers that an assignment looks at.
constinit pg::Statement<Uuid, pg::Date> write_insurance{
    "update alogistics.vehicles set insurance_expiry = $2 where id = $1"
    " and insurance_expiry is distinct from $2"};
constinit pg::Statement<Uuid, pg::Date> write_inspection{
    "update alogistics.vehicles set inspection_expiry = $2 where id = $1"
    " and inspection_expiry is distinct from $2"};
constinit pg::Statement<Uuid> refresh_summary{
    "update alogistics.vehicles as v set documents = s.summary from ("
    "   select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'status', status,"
    "            'valid_until', valid_until) order by kind, status), '[]') as summary"
    "   from alogistics.documents where vehicle_id = $1 and status in ('submitted', 'approved')"
    " ) as s where v.id = $1 and v.documents is distinct from s.summary"};

// Arms a reminder and the end of the paper, each at the end of its last valid day less some days.
constinit pg::Statement<pg::Date, std::int32_t, std::string> compute_due{
    "select (($1 + 1)::timestamp - make_interval(days => $2)) at time zone $3"};

Uuid submit(pg::Schema system, const Caller& caller, const OptionalUuid& vehicle,
            const Submission& paper) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto holder = vehicle ? spi.row<Uuid>(find_vehicle_owner, *vehicle) : std::nullopt;
  if (vehicle && (!holder || std::get<0>(*holder) != caller.user))
    refuse_missing("vehicle", *vehicle);
  if (!vehicle && caller.access.role != Role::transporter)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["transporter"])"));
  pg::value_or_raise(freight::check_document({vehicle.has_value(), paper.kind, paper.file_sha256,
                                              paper.number, paper.file_url, days(paper.valid_until),
                                              day_of(system, {pg::transaction_time()})}));
  Uuid id;
  const auto failure = pg::attempt(
      [&] {
        pg::Spi inner;
        const OptionalUuid person = vehicle ? std::nullopt : caller.user;
        id = std::get<0>(inner
                             .row<Uuid>(insert_document, caller.user.value(), vehicle, person,
                                        paper.kind, paper.file_sha256, paper.number, paper.file_url,
                                        paper.valid_until, caller.user)
                             .value());
      },
      pg::unique_violation);
  if (failure)
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "document").with("field", "kind"));
  return id;
}

Uuid submit_document(const OptionalText& kind, const OptionalText& file_sha256,
                     const OptionalUuid& vehicle, const OptionalText& number,
                     const std::optional<pg::Date>& valid_until, const OptionalText& file_url,
                     const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  const Submission paper{require(kind, "kind"), require(file_sha256, "file_sha256"), number,
                         file_url, valid_until};
  return once(
      system, "submit_document", key,
      Arguments(paper.kind, paper.file_sha256, vehicle, number, days(valid_until), file_url),
      [&] { return submit(system, caller, vehicle, paper); });
}

void arm(pg::Spi& spi, pg::Schema system, const Document& document) {
  if (!document.valid_until) return;
  for (const std::int32_t days : freight::reminder_days) {
    const auto due =
        spi.row<pg::Timestamp>(compute_due, *document.valid_until, days, time_zone(system));
    // Who brings a paper that ends next week knows it.
    if (days == 0 || std::get<0>(*due).microseconds > pg::transaction_time())
      deadlines::set(system, document_expiry, document.id, std::get<0>(*due), days);
  }
}

// Of two papers of one kind that are approved, the newer one counts.
void replace(pg::Spi& spi, pg::Schema system, const Document& document) {
  const auto old =
      spi.row<Uuid>(find_replaced, document.vehicle, document.profile, to_string(document.kind));
  if (!old) return;
  const Document before = lock_document(std::get<0>(*old)).value();
  write(spi, before, DocumentStatus::withdrawn, "replaced", std::nullopt);
  deadlines::drop(system, document_expiry, before.id);
}

bool approve(pg::Schema system, const Caller& caller, const Uuid& id) {
  const pg::AsRole owner(pg::owner_of(system));
  const Document document = require_document(id);
  refuse_own(caller, document.owner);
  pg::Spi spi;
  const DocumentStatus status =
      pg::value_or_raise(freight::take_step(document.status, DocumentStep::approve));
  if (document.valid_until && document.valid_until->days < day_of(system, {pg::transaction_time()}))
    refuse_value("valid_until", "in the past");
  replace(spi, system, document);
  write(spi, document, status, std::nullopt, caller);
  arm(spi, system, document);
  const std::string locale = locale_of(system, document.owner);
  const notifications::Parameter parameters[] = {{"paper", describe(spi, document, locale)}};
  notify(spi, system, document.owner, "document.approved.owner", parameters, std::nullopt);
  return true;
}

bool reject(pg::Schema system, const Caller& caller, const Uuid& id, const std::string& reason) {
  const pg::AsRole owner(pg::owner_of(system));
  const Document document = require_document(id);
  refuse_own(caller, document.owner);
  pg::Spi spi;
  write(spi, document, pg::value_or_raise(take_step(document.status, DocumentStep::reject)), reason,
        caller);
  deadlines::drop(system, document_expiry, id);
  const std::string locale = locale_of(system, document.owner);
  const notifications::Parameter parameters[] = {{"paper", describe(spi, document, locale)},
                                                 {"reason", reason}};
  notify(spi, system, document.owner, "document.rejected.owner", parameters, std::nullopt);
  return true;
}

bool approve_document(const OptionalUuid& document, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid& id = require(document, "document_uuid");
  return once(system, "approve_document", key, Arguments(id),
              [&] { return approve(system, caller, id); });
}

bool reject_document(const OptionalUuid& document, const OptionalText& reason,
                     const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid& id = require(document, "document_uuid");
  const std::string& why = require_reason(reason);
  return once(system, "reject_document", key, Arguments(id, why),
              [&] { return reject(system, caller, id, why); });
}

bool withdraw_document(const OptionalUuid& document) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(document, "document_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  const auto found = lock_document(id);
  if (!found || (!caller.is_system && found->owner != caller.user)) refuse_missing("document", id);
  pg::Spi spi;
  write(spi, *found, pg::value_or_raise(take_step(found->status, DocumentStep::withdraw)),
        std::nullopt, std::nullopt);
  deadlines::drop(system, document_expiry, id);
  return true;
}

// AFTER INSERT OR UPDATE, whoever writes: the vehicle says what its papers are.
void follow_document(pg::Trigger& trigger) {
  require_tables();
  const pg::Row& row = trigger.new_row();
  const auto vehicle = row.get<OptionalUuid>("vehicle_id");
  if (!vehicle) return;
  const auto is_approved = [](const pg::Row& r) {
    return r.get<std::string>("status") == "approved";
  };
  pg::Spi spi;
  const bool comes = is_approved(row);
  const bool goes = !comes && trigger.is_update() && is_approved(trigger.old_row()) &&
                    row.get<std::string>("status") != "expired";
  const auto kind = row.get<std::string>("kind");
  if (comes || goes) {
    const auto end = comes ? row.get<std::optional<pg::Date>>("valid_until") : std::nullopt;
    if (kind == "insurance") spi.run(write_insurance, *vehicle, end);
    if (kind == "inspection") spi.run(write_inspection, *vehicle, end);
  }
  spi.run(refresh_summary, *vehicle);
}

}  // namespace

std::string time_zone(pg::Schema system) { return text_setting(system, "platform.time_zone"); }

std::optional<Document> lock_document(const Uuid& id) {
  const auto row =
      pg::Spi()
          .row<Uuid, OptionalUuid, OptionalUuid, std::string, std::string, std::optional<pg::Date>>(
              lock_row, id);
  if (!row) return std::nullopt;
  const auto& [owner, vehicle, profile, kind, status, valid_until] = *row;
  if (profile) pg::Spi().run(lock_person, *profile);
  return Document{id,
                  owner,
                  vehicle,
                  profile,
                  freight::parse_document_kind(kind).value(),
                  freight::parse_document_status(status).value(),
                  valid_until};
}

Document require_document(const Uuid& id) {
  const auto document = lock_document(id);
  if (!document) refuse_missing("document", id);
  return *document;
}

void write(pg::Spi& spi, const Document& document, DocumentStatus status,
           const OptionalText& reason, const std::optional<Caller>& reviewer) {
  spi.run(write_status, document.id, to_string(status), reason, reviewer.has_value(),
          reviewer ? reviewer->user : std::nullopt);
}

std::string describe(pg::Spi& spi, const Document& document, std::string_view locale) {
  const std::string name(freight::name_of(document.kind, locale));
  if (!document.vehicle) return name;
  return name + ' ' + plate_of(spi, *document.vehicle);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_submit_document, socle::alogistics::submit_document);
SOCLE_EXPORT(alogistics_approve_document, socle::alogistics::approve_document);
SOCLE_EXPORT(alogistics_reject_document, socle::alogistics::reject_document);
SOCLE_EXPORT(alogistics_withdraw_document, socle::alogistics::withdraw_document);
SOCLE_TRIGGER(alogistics_follow_document, socle::alogistics::follow_document);
