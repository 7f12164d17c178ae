// decline_job(), report_no_show(), cancel_preview(): jobs that lose their transporter or end early.
#include "alogistics/cancellation.hpp"
#include "alogistics/money_op.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/step.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;

// With the caller's rights: what row security hides is not found.
constinit pg::Statement<Uuid> lock_job{
    "select status::text, client_id, assigned_transporter_id, pickup_date,"
    "   pickup_confirmed_at is not null, currency"
    " from alogistics.transport_requests where id = $1 for no key update"};
constinit pg::Statement<Uuid> read_job{
    "select status::text, client_id, assigned_transporter_id, pickup_date,"
    "   pickup_confirmed_at is not null, currency"
    " from alogistics.transport_requests where id = $1"};
constinit pg::Statement<Uuid, std::string> set_validated{
    "update alogistics.transport_requests set status = 'validated', status_reason = $2"
    " where id = $1"};
constinit pg::Statement<Uuid> show_pickup_date{
    "select to_jsonb(pickup_date)::text from alogistics.transport_requests where id = $1"};

struct Job {
  Status status;
  Uuid client;
  OptionalUuid transporter;
  pg::Timestamp pickup_date;
  bool is_picked_up;
  std::string currency;
};

Job find(pg::Spi& spi, pg::Statement<Uuid>& statement, const Uuid& id) {
  const auto row =
      spi.row<std::string, Uuid, OptionalUuid, pg::Timestamp, bool, std::string>(statement, id);
  if (!row) refuse_missing("transport_request", id);
  const auto& [status, client, transporter, pickup_date, is_picked_up, currency] = *row;
  return {freight::parse_status(status).value(),
          client,
          transporter,
          pickup_date,
          is_picked_up,
          currency};
}

// A job comes back to the board from these only; `validated` is also where a pending one goes.
void require_carried(const Job& job) {
  if (job.status != Status::assigned && job.status != Status::in_progress)
    throw pg::Refused(freight::refuse_transition(job.status, Status::validated));
}

// Once it is done the request is no longer the transporter's, so row security would refuse the row:
// the owner writes it, and the triggers ask who the caller is.
void take_back(pg::Schema system, const Uuid& id, const std::string& reason) {
  const pg::AsRole owner(pg::owner_of(system));
  const Step step(std::nullopt, true);
  pg::Spi().run(set_validated, id, reason);
}

bool decline_job(const OptionalUuid& request, const OptionalText& reason, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const std::string& why = require_reason(reason);
  return once(system, "decline_job", key, Arguments(id, why), [&] {
    pg::Spi spi;
    const Job job = find(spi, lock_job, id);
    if (!caller.user || job.transporter != caller.user)
      throw pg::Refused(Refusal(errors::not_allowed)
                            .with("event", "unassign")
                            .with_json("allowed_for", R"(["transporter"])"));
    require_carried(job);
    take_back(system, id, why);
    return true;
  });
}

bool report_no_show(const OptionalUuid& request, const OptionalText& reason,
                    const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(request, "request_uuid");
  const std::string& why = require_reason(reason);
  return once(system, "report_no_show", key, Arguments(id, why), [&] {
    pg::Spi spi;
    const Job job = find(spi, lock_job, id);
    require_carried(job);
    if (job.pickup_date.microseconds > pg::transaction_time())
      throw pg::Refused(
          Refusal(errors::pickup_not_due)
              .with_json("pickup_date",
                         std::get<0>(spi.row<std::string>(show_pickup_date, id).value())));
    const Because because(Cause::no_show);
    take_back(system, id, why);
    return true;
  });
}

std::string written_terms(const Terms& terms, const Job& job, std::string_view becomes) {
  std::string json = "{";
  const auto name = [&](std::string_view member) {
    if (json.size() > 1) json += ',';
    append_json_string(json, member);
    json += ':';
  };
  const auto text = [&](std::string_view member, std::string_view value) {
    name(member);
    append_json_string(json, value);
  };
  const auto number = [&](std::string_view member, std::int64_t value) {
    name(member);
    json += std::to_string(value);
  };
  text("by", freight::to_string(terms.cancellation.by));
  text("from", freight::to_string(terms.cancellation.status));
  text("to", becomes);
  text("policy", terms.policy);
  number("minutes_before_pickup", terms.cancellation.minutes_before_pickup);
  number("done_bps", terms.cancellation.done_bps);
  text("currency", job.currency);
  const bool keeps_escrow = terms.cancellation.by == freight::Canceller::by_transporter;
  number("held", terms.held);
  number("refund", keeps_escrow ? 0 : terms.split.refund);
  number("fee", terms.fee());
  number("compensation", terms.split.compensation);
  number("platform_fee", terms.split.platform_fee);
  number("penalty", terms.rule.transporter_penalty);
  return json + '}';
}

// The same decisions as the triggers', without the step.
pg::Json cancel_preview(const OptionalUuid& request) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  Job job;
  {
    pg::Spi spi(pg::Access::read);
    job = find(spi, read_job, id);
  }
  const freight::Actors actors = actors_of(caller, job.client, job.transporter);
  const freight::Canceller by = canceller_of(actors);
  const Status to =
      by == freight::Canceller::by_transporter ? Status::validated : Status::cancelled;
  pg::value_or_raise(freight::decide({job.status, to, actors, true, true, job.is_picked_up}));
  const pg::AsRole owner(pg::owner_of(system));
  return {written_terms(terms_of(system, id, job.status, by), job, freight::to_string(to))};
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_decline_job, socle::alogistics::decline_job);
SOCLE_EXPORT(alogistics_report_no_show, socle::alogistics::report_no_show);
SOCLE_EXPORT(alogistics_cancel_preview, socle::alogistics::cancel_preview);
