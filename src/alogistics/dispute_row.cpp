#include "alogistics/dispute_row.hpp"

#include "alogistics/checks.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/deadlines.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

namespace dispute = freight::dispute;

constexpr std::string_view escalation_kind = "dispute_escalation";

constinit pg::Statement<Uuid> find_request{
    "select request_id from alogistics.disputes where id = $1"};
constinit pg::Statement<Uuid> lock_row{
    "select opened_by, assigned_moderator, status::text, disputed_from::text, escalation_level,"
    "   opened_at, resolved_at"
    " from alogistics.disputes where id = $1 for no key update"};
constinit pg::Statement<std::string> lock_staff{
    "select from alogistics.profiles where role = $1::alogistics.user_role and is_active"
    " order by id for no key update"};
constinit pg::Statement<std::string> read_candidates{
    "select p.id, (select count(*) from alogistics.disputes as d"
    "              where d.assigned_moderator = p.id and d.status in ('open', 'investigating'))"
    " from alogistics.profiles as p where role = $1::alogistics.user_role and is_active"};
constinit pg::Statement<Uuid, Uuid> read_admins{
    "select id from alogistics.profiles where role = 'admin' and is_active and id not in ($1, $2)"
    " order by id"};

constinit pg::Statement<Uuid> set_disputed{
    "update alogistics.transport_requests set status = 'disputed' where id = $1"};

constinit bool is_change_ours = false;

OptionalUuid choose_from(std::string_view role, const Job& job, const OptionalUuid& except) {
  pg::Spi().run(lock_staff, std::string(role));
  std::vector<dispute::Candidate> candidates;
  {
    // What was assigned until they were locked counts in every isolation level.
    const pg::LatestSnapshot now;
    pg::Spi spi(pg::Access::read);
    for (const auto& [id, load] : spi.rows<Uuid, std::int64_t>(read_candidates, std::string(role)))
      if (except != id) candidates.push_back({id, load, job.is_party(id), job.validated_by == id});
  }
  const auto chosen = dispute::choose_moderator(candidates);
  if (!chosen) return std::nullopt;
  return chosen.value();
}

void guard_dispute(pg::Trigger&) {
  if (is_change_ours) return;
  throw pg::Refused(
      Refusal(errors::not_allowed).with("reason", "only by the functions of disputes"));
}

}  // namespace

DisputeChange::DisputeChange() { is_change_ours = true; }
DisputeChange::~DisputeChange() { is_change_ours = false; }

Dispute lock_dispute(const Uuid& id, bool may_wait) {
  pg::Spi spi;
  const auto request = spi.row<Uuid>(find_request, id);
  if (!request) refuse_missing("dispute", id);
  Job job = lock_job(std::get<0>(*request), may_wait);
  const auto row = spi.row<Uuid, OptionalUuid, std::string, std::string, std::int32_t,
                           pg::Timestamp, std::optional<pg::Timestamp>>(lock_row, id);
  const auto& [opener, moderator, status, from, level, opened_at, resolved_at] = row.value();
  return {id,
          std::move(job),
          opener,
          moderator,
          dispute::parse_status(status).value(),
          freight::parse_status(from).value(),
          level,
          opened_at,
          resolved_at};
}

Dispute lock_dispute_of(const Caller& caller, const Uuid& id) {
  Dispute found = lock_dispute(id);
  const bool sees = caller.is_system || caller.access.is_staff() || found.job.is_party(caller.user);
  if (!sees) refuse_missing("dispute", id);
  return found;
}

dispute::Actors actors_of(const Caller& caller, const Dispute& found) {
  dispute::Actors actors = 0;
  if (found.job.is_party(caller.user))
    actors |= caller.user == found.opener ? dispute::opener : dispute::other;
  if (caller.user && caller.access.is_staff() && caller.user == found.moderator)
    actors |= dispute::moderator;
  if (caller.access.is_admin()) actors |= dispute::admin;
  if (caller.is_system) actors |= dispute::system;
  return actors;
}

OptionalUuid choose_moderator(const Job& job, const OptionalUuid& except) {
  const OptionalUuid moderator = choose_from("moderator", job, except);
  return moderator ? moderator : choose_from("admin", job, except);
}

void move_to_disputed(const Uuid& request) { pg::Spi().run(set_disputed, request); }

void set_deadlines(pg::Schema system, const Uuid& id, pg::Timestamp opened_at) {
  const std::int64_t escalates = integer_setting(system, "dispute.escalate_hours");
  const std::int64_t reminds = integer_setting(system, "dispute.remind_hours");
  const auto after = [&](std::int64_t hours) {
    return pg::Timestamp{opened_at.microseconds + hours * pg::hour_us};
  };
  deadlines::set(system, escalation_kind, id, after(escalates), 1);
  if (reminds > escalates) deadlines::set(system, escalation_kind, id, after(reminds), 2);
}

void drop_deadlines(pg::Schema system, const Uuid& id) {
  deadlines::drop(system, escalation_kind, id);
}

void tell(pg::Schema system, const Job& job, const Uuid& person, std::string_view key,
          std::vector<notifications::Parameter> parameters) {
  pg::Spi spi;
  parameters.push_back({"route", job.route});
  notify(spi, system, person, key, parameters, job.id);
}

void tell_parties(pg::Schema system, const Job& job, std::string_view key,
                  const std::vector<notifications::Parameter>& parameters) {
  tell(system, job, job.client, key, parameters);
  tell(system, job, job.transporter.value(), key, parameters);
}

void tell_admins(pg::Schema system, const Job& job, std::string_view key,
                 const std::vector<notifications::Parameter>& parameters) {
  for (const auto& [admin] : pg::Spi().rows<Uuid>(read_admins, job.client, job.transporter.value()))
    tell(system, job, admin, key, parameters);
}

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_guard_dispute, socle::alogistics::guard_dispute);
