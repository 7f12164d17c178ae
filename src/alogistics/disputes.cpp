// How a dispute begins. An INSERT is the same as open_dispute(): the rules are in the triggers.
#include <algorithm>

#include "alogistics/checks.hpp"
#include "alogistics/dispute_row.hpp"
#include "domain/freight/attachments.hpp"
#include "domain/freight/lifecycle.hpp"
#include "domain/freight/rating.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/audit.hpp"
#include "socle/idempotency.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr std::string_view categories[] = {"damage",  "loss",    "delay",
                                           "payment", "conduct", "other"};
constexpr std::ptrdiff_t description_characters_max = 4000;

constinit pg::Statement<Uuid> read_others{
    "select coalesce(bool_or(status <> 'resolved'), false),"
    "   coalesce(bool_or(outcome in ('completed', 'cancelled')"
    "                    and (resolved_by <> opened_by or opened_at <> created_at)), false)"
    " from alogistics.disputes where request_id = $1"};
constinit pg::Statement<Uuid, Uuid, std::string, std::string, pg::Json> insert_dispute{
    "insert into alogistics.disputes (request_id, opened_by, category, description, evidence)"
    " values ($1, $2, $3, $4, coalesce($5, '[]')) returning id"};

// What the opener says.
void check_said(const pg::Row& row) {
  for (const char* column : {"request_id", "opened_by", "category", "description", "evidence"})
    check_given(row, column);
  const auto category = row.get<std::string>("category");
  if (std::find(std::begin(categories), std::end(categories), category) == std::end(categories))
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "category").with_texts("allowed", categories));
  check_length(row, "description", 1, description_characters_max);
  pg::check(freight::check_attachments("evidence", row.get<std::string>("evidence")));
}

void check_opener(const Uuid& opener, const Caller& caller, const Job& job) {
  if (!caller.is_system && caller.user != opener)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(opener)));
  if (job.is_party(opener)) return;
  // Who may not see the job does not learn that it is there.
  if (!caller.is_system && !caller.access.is_staff()) refuse_missing("transport_request", job.id);
  throw pg::Refused(Refusal(errors::not_allowed)
                        .with("event", "dispute")
                        .with_json("allowed_for", R"(["client","transporter"])"));
}

// A job has one open dispute, and what a decision has ended is not opened again by a party: nor
// where an admin opened it again, which the opener may withdraw.
void check_open(const Job& job, pg::Schema system) {
  std::optional<std::tuple<bool, bool>> others;
  {
    const pg::LatestSnapshot now;
    pg::Spi spi(pg::Access::read);
    others = spi.row<bool, bool>(read_others, job.id);
  }
  const auto& [is_open, is_decided] = others.value();
  if (is_open)
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "dispute").with("field", "request_id"));
  if (job.status != freight::Status::in_progress && job.status != freight::Status::completed)
    throw pg::Refused(freight::refuse_transition(job.status, freight::Status::disputed));
  if (is_decided) throw pg::Refused(Refusal(errors::dispute_closed).with("reason", "decided"));
  const std::int64_t days = integer_setting(system, "dispute.window_days");
  if (job.status == freight::Status::completed &&
      pg::transaction_time() >= freight::window_end(job.completed_at.value().microseconds, days))
    throw pg::Refused(
        Refusal(errors::dispute_closed).with("reason", "the window is over").with("days", days));
}

void start(pg::Row& row, const Job& job) {
  for (const char* column :
       {"status_reason", "outcome", "resolution", "resolved_by", "resolved_at"})
    row.set_null(column);
  const OptionalUuid moderator = choose_moderator(job);
  row.set("assigned_moderator", moderator);
  // Nobody may decide it but an admin who has to find somebody.
  row.set("status", moderator ? "open" : "escalated");
  row.set("escalation_level", std::int32_t{moderator ? 0 : 1});
  row.set("disputed_from", freight::to_string(job.status));
  row.set("client_id", job.client);
  row.set("transporter_id", *job.transporter);
  row.set("currency", job.currency);
  row.set("refund", std::int64_t{0});
  row.set("platform_covers", false);
  row.set("created_at", pg::Timestamp{pg::transaction_time()});
  row.set("opened_at", pg::Timestamp{pg::transaction_time()});
}

void prepare_dispute(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  check_said(row);
  const Job job = lock_job(row.get<Uuid>("request_id"));
  check_opener(row.get<Uuid>("opened_by"), caller, job);
  check_open(job, system);
  start(row, job);
}

void follow_dispute(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const pg::Row& row = trigger.new_row();
  const Uuid id = row.get<Uuid>("id");
  const Job job = lock_job(row.get<Uuid>("request_id"));
  pg::Spi spi;
  move_to_disputed(job.id);
  set_deadlines(system, id, row.get<pg::Timestamp>("opened_at"));
  const Uuid opener = row.get<Uuid>("opened_by");
  tell(system, job, opener, "dispute.opened.opener");
  tell(system, job, opener == job.client ? *job.transporter : job.client, "dispute.opened.other");
  if (const auto moderator = row.get<OptionalUuid>("assigned_moderator"))
    tell(system, job, *moderator, "dispute.assigned.moderator");
  else
    tell_admins(system, job, "dispute.escalated.admin", {{"reason", "—"}});
  audit_row(spi, trigger, caller.user, "dispute.open");
}

Uuid open_dispute(const OptionalUuid& request, const OptionalText& category,
                  const OptionalText& description, const std::optional<pg::Json>& evidence,
                  const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  return once(system, "open_dispute", key, Arguments(id, category, description, evidence), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    return std::get<0>(
        pg::Spi()
            .row<Uuid>(insert_dispute, id, *caller.user, category, description, evidence)
            .value());
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_dispute, socle::alogistics::prepare_dispute);
SOCLE_TRIGGER(alogistics_follow_dispute, socle::alogistics::follow_dispute);
SOCLE_EXPORT(alogistics_open_dispute, socle::alogistics::open_dispute);
