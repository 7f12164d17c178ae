// Who looks into a dispute: taken, handed on, escalated by people or by time, opened again.
#include "alogistics/checks.hpp"
#include "alogistics/dispute_row.hpp"
#include "alogistics/disputes.hpp"
#include "alogistics/money_op.hpp"
#include "alogistics/staff.hpp"
#include "domain/freight/lifecycle.hpp"
#include "domain/freight/rating.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

namespace dispute = freight::dispute;

constinit pg::Statement<Uuid, std::string, Uuid, std::string, std::int32_t> change_statement{
    "update alogistics.disputes set status = $2::alogistics.dispute_status,"
    "   assigned_moderator = $3, status_reason = coalesce($4, status_reason),"
    "   escalation_level = $5 where id = $1"};
constinit pg::Statement<Uuid, Uuid, std::string, std::string, pg::Timestamp> reopen_statement{
    "update alogistics.disputes set status = 'open', assigned_moderator = $2, status_reason = $3,"
    "   disputed_from = $4::alogistics.request_status, opened_at = $5, escalation_level = 0,"
    "   outcome = null, refund = 0, platform_covers = false, resolution = null,"
    "   resolved_by = null, resolved_at = null"
    " where id = $1"};
constinit pg::Statement<Uuid> find_transporter{
    "select transporter_id from alogistics.disputes where id = $1"};

// Stores the step and writes it down.
void change(pg::Schema system, const Caller& caller, const Dispute& found,
            std::string_view operation, const OptionalText& reason) {
  const DisputeChange ours;
  pg::Spi().run(change_statement, found.id, std::string(dispute::to_string(found.status)),
                found.moderator, reason, found.level);
  note(system, caller, "dispute." + std::string(operation), "disputes", to_string(found.id));
}

dispute::Status next(const Dispute& found, dispute::Event event, dispute::Actors actors,
                     bool has_reason) {
  return pg::value_or_raise(dispute::decide({event, found.status, actors, has_reason})).to;
}

// What every function of a dispute begins with; `work` gets the dispute, locked.
template <class F, class... A>
bool step(std::string_view operation, const OptionalUuid& dispute_uuid, const OptionalText& key,
          const Arguments<A...>& arguments, F&& work) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(dispute_uuid, "dispute_uuid");
  return once(system, operation, key, arguments, [&] {
    const pg::AsRole owner(pg::owner_of(system));
    work(system, caller, lock_dispute_of(caller, id));
    return true;
  });
}

bool take_dispute(const OptionalUuid& id, const OptionalText& key) {
  return step("take_dispute", id, key, Arguments(id),
              [](pg::Schema system, const Caller& caller, Dispute found) {
                found.status =
                    next(found, dispute::Event::investigate, actors_of(caller, found), false);
                found.moderator = caller.user;
                change(system, caller, found, "take", std::nullopt);
              });
}

bool escalate_dispute(const OptionalUuid& id, const OptionalText& reason, const OptionalText& key) {
  return step("escalate_dispute", id, key, Arguments(id, reason),
              [&](pg::Schema system, const Caller& caller, Dispute found) {
                const std::string& why = require_reason(reason);
                found.status =
                    next(found, dispute::Event::escalate, actors_of(caller, found), true);
                found.level = std::max(found.level, std::int32_t{1});
                change(system, caller, found, "escalate", why);
                tell_admins(system, found.job, "dispute.escalated.admin", {{"reason", why}});
              });
}

// Only an admin who is no party hands a dispute on, or opens it again.
void require_impartial_admin(const Caller& caller, const Dispute& found, std::string_view event) {
  if (caller.access.is_admin() && !found.job.is_party(caller.user)) return;
  throw pg::Refused(
      Refusal(errors::not_allowed).with("event", event).with_json("allowed_for", R"(["admin"])"));
}

Uuid require_moderator(pg::Schema system, const Dispute& found, const OptionalUuid& wanted) {
  if (!wanted) {
    const OptionalUuid chosen = choose_moderator(found.job, found.moderator);
    if (!chosen) throw pg::Refused(Refusal(errors::no_moderator));
    return *chosen;
  }
  const bool is_eligible = access_of(system, *wanted).is_staff() && !found.job.is_party(wanted) &&
                           found.job.validated_by != wanted;
  if (!is_eligible)
    throw pg::Refused(Refusal(errors::no_moderator).with("given", to_string(*wanted)));
  return *wanted;
}

bool reassign_dispute(const OptionalUuid& id, const OptionalUuid& moderator,
                      const OptionalText& reason, const OptionalText& key) {
  return step("reassign_dispute", id, key, Arguments(id, moderator, reason),
              [&](pg::Schema system, const Caller& caller, Dispute found) {
                require_impartial_admin(caller, found, "reassign");
                if (found.status == dispute::Status::escalated) {
                  require_reason(reason);
                  found.status =
                      next(found, dispute::Event::hand_back, actors_of(caller, found), true);
                } else if (found.status == dispute::Status::resolved) {
                  next(found, dispute::Event::investigate, actors_of(caller, found), true);
                }
                found.moderator = require_moderator(system, found, moderator);
                change(system, caller, found, "reassign", reason);
                tell(system, found.job, *found.moderator, "dispute.assigned.moderator");
              });
}

void check_reopening(pg::Schema system, const Dispute& found) {
  const std::int64_t days = integer_setting(system, "dispute.window_days");
  if (pg::transaction_time() >= freight::window_end(found.resolved_at.value().microseconds, days))
    throw pg::Refused(
        Refusal(errors::dispute_closed).with("reason", "the window is over").with("days", days));
  if (has_open_dispute(found.job.id))
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "dispute").with("field", "request_id"));
  const freight::Status status = found.job.status;
  if (status != freight::Status::in_progress && status != freight::Status::completed)
    throw pg::Refused(freight::refuse_transition(status, freight::Status::disputed));
  // Who carries the job now has no part in what was disputed, and the money is to be theirs.
  if (std::get<0>(*pg::Spi().row<Uuid>(find_transporter, found.id)) != found.job.transporter)
    throw pg::Refused(Refusal(errors::dispute_closed).with("reason", "another transporter"));
}

void reopen(pg::Schema system, const Caller& caller, const Dispute& found, const std::string& why) {
  require_impartial_admin(caller, found, "reopen");
  next(found, dispute::Event::reopen, actors_of(caller, found), true);
  check_reopening(system, found);
  const pg::Timestamp now{pg::transaction_time()};
  const OptionalUuid moderator = choose_moderator(found.job);
  {
    const DisputeChange ours;
    pg::Spi().run(reopen_statement, found.id, moderator, why,
                  std::string(freight::to_string(found.job.status)), now);
  }
  move_to_disputed(found.job.id);
  set_deadlines(system, found.id, now);
  note(system, caller, "dispute.reopen", "disputes", to_string(found.id));
  tell_parties(system, found.job, "dispute.reopened.party", {{"reason", why}});
  if (moderator) tell(system, found.job, *moderator, "dispute.assigned.moderator");
}

bool reopen_dispute(const OptionalUuid& id, const OptionalText& reason, const OptionalText& key) {
  return step("reopen_dispute", id, key, Arguments(id, reason),
              [&](pg::Schema system, const Caller& caller, const Dispute& found) {
                reopen(system, caller, found, require_reason(reason));
              });
}

}  // namespace

// The level that was reached is stored, so none comes twice, whatever became of its deadline.
void escalate_in_time(pg::Schema system, const Uuid& id, std::int32_t level) {
  Dispute found = lock_dispute(id, false);
  if (found.status == dispute::Status::resolved || found.level >= level) return;
  const bool is_escalation = level == 1 && found.status != dispute::Status::escalated;
  if (is_escalation) found.status = next(found, dispute::Event::escalate, dispute::system, false);
  found.level = level;
  change(system, require_caller(system), found, is_escalation ? "escalate" : "remind",
         std::nullopt);
  if (is_escalation)
    return tell_admins(system, found.job, "dispute.escalated.admin", {{"reason", "—"}});
  tell_admins(system, found.job, "dispute.reminder.staff");
  if (found.moderator && found.status != dispute::Status::escalated &&
      access_of(system, *found.moderator).is_staff())
    tell(system, found.job, *found.moderator, "dispute.reminder.staff");
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_take_dispute, socle::alogistics::take_dispute);
SOCLE_EXPORT(alogistics_escalate_dispute, socle::alogistics::escalate_dispute);
SOCLE_EXPORT(alogistics_reassign_dispute, socle::alogistics::reassign_dispute);
SOCLE_EXPORT(alogistics_reopen_dispute, socle::alogistics::reopen_dispute);
