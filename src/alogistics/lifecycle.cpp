// BEFORE triggers of transport_requests: what may become of a row, whoever writes.
#include "domain/freight/lifecycle.hpp"

#include "alogistics/assignment.hpp"
#include "alogistics/checks.hpp"
#include "alogistics/disputes.hpp"
#include "alogistics/offers.hpp"
#include "alogistics/proofs.hpp"
#include "alogistics/quotes.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/step.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"
#include "pg/transaction.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

// Columns that only these triggers write.
constexpr const char* stamped_columns[] = {"id",
                                           "client_id",
                                           "distance_m",
                                           "quote_id",
                                           "currency",
                                           "estimated_price",
                                           "commission_bps",
                                           "validated_by",
                                           "assigned_by",
                                           "validated_at",
                                           "assigned_at",
                                           "paid_at",
                                           "completed_at",
                                           "cancelled_at",
                                           "created_at",
                                           "disputed_from",
                                           "pickup_confirmed_at",
                                           "advance_paid"};

[[noreturn]] void refuse_locked(std::string_view field, const pg::Row& row) {
  throw pg::Refused(Refusal(errors::field_locked)
                        .with("field", field)
                        .with("status", row.get<std::string>("status")));
}

void keep(const pg::Row& before, const pg::Row& after, const char* column) {
  if (pg::Row::differs(before, after, column)) refuse_locked(column, before);
}

// A reason left from an earlier step is not a reason for this one.
bool has_reason(const pg::Row& before, const pg::Row& after) {
  return !is_blank(after.get<std::optional<std::string>>("status_reason").value_or("")) &&
         (Step::gives_reason() || pg::Row::differs(before, after, "status_reason"));
}

pg::Timestamp now() { return {pg::transaction_time()}; }

// A wallet that is closed is so for good, and the earnings could never be paid. It cannot be closed
// while there is a job.
void check_wallet(pg::Schema system, const pg::Row& row) {
  const ledger::AccountId account =
      ledger::wallet_of(system, *transporter_of(row), row.get<std::string>("currency"));
  if (ledger::lock_wallet_at(system, account).is_closed)
    throw pg::Refused(Refusal(errors::wallet_closed));
}

void assign(pg::Row& row, const Caller& caller, pg::Schema system) {
  check_assignment(system, row);
  check_wallet(system, row);
  row.set("commission_bps",
          static_cast<std::int32_t>(integer_setting(system, "platform.commission_bps")));
  row.set("assigned_by", caller.user);
  row.set("assigned_at", now());
}

bool holds_money(const pg::Row& row, pg::Schema system) {
  const auto escrow = ledger::held_for(system, request_id(row));
  return escrow && escrow->balance != 0;
}

// The price of an offer goes with its transporter, unless the client has paid it.
void take_price_back(const pg::Row& before, pg::Row& after, pg::Schema system) {
  if (holds_money(before, system)) return;
  const auto price = price_before_offer(request_id(before), transporter_of(before).value(),
                                        before.get<pg::Timestamp>("assigned_at"));
  if (price) after.set("final_price", *price);
}

void unassign(pg::Row& row) {
  for (const char* column : {"assigned_transporter_id", "assigned_vehicle_id", "commission_bps",
                             "assigned_by", "assigned_at", "paid_at", "proof_of_delivery"})
    row.set_null(column);
}

void stamp(freight::Event event, pg::Row& row, const Caller& caller, pg::Schema system) {
  switch (event) {
    case freight::Event::validate:
      if (row.is_null("final_price"))
        row.set("final_price", row.get<std::int64_t>("estimated_price"));
      row.set("validated_by", caller.user);
      row.set("validated_at", now());
      break;
    case freight::Event::assign:
      assign(row, caller, system);
      break;
    case freight::Event::unassign:
      unassign(row);
      break;
    case freight::Event::pay:
      check_carrier(row);
      row.set("paid_at", now());
      break;
    case freight::Event::complete:
      row.set("completed_at", now());
      break;
    case freight::Event::reject:
    case freight::Event::cancel:
      row.set("cancelled_at", now());
      break;
    case freight::Event::dispute:
    case freight::Event::resolve:
      break;  // Theirs to stamp.
  }
}

void change_status(pg::Row& before, pg::Row& after, const Caller& caller, pg::Schema system) {
  const freight::Transition transition = pg::value_or_raise(freight::decide(
      {status_of(before), status_of(after), actors_of(caller, before), has_reason(before, after),
       has_proof(before, after, system), is_picked_up(before)}));
  if (transition.event == freight::Event::dispute) begin_dispute(before, after);
  if (transition.event == freight::Event::resolve) end_dispute(after);
  if (differs_in_draft(before, after)) refuse_locked("cargo", before);
  if (transition.event != freight::Event::validate && !PriceCut::is_at_work())
    keep(before, after, "final_price");
  if (transition.event == freight::Event::unassign) take_price_back(before, after, system);
  if (transition.event != freight::Event::assign && transition.event != freight::Event::unassign) {
    keep(before, after, "assigned_transporter_id");
    keep(before, after, "assigned_vehicle_id");
  }
  if (status_of(after) != freight::Status::completed) {
    for (const char* column : {"platform_commission", "transporter_earnings"})
      keep(before, after, column);
  }
  if (transition.event != freight::Event::complete) keep(before, after, "proof_of_delivery");
  keep(before, after, "pickup_proof");
  if (transition.event == freight::Event::complete) check_delivery_proof(before, after);
  stamp(transition.event, after, caller, system);
}

// A moderator may change the price until a transporter has taken the job at it, or money moves.
void change_price(const pg::Row& before, freight::Actors actors, pg::Schema system) {
  if (PriceCut::is_at_work()) return;
  const freight::Status status = status_of(before);
  const bool is_open = status == freight::Status::pending || status == freight::Status::validated;
  if ((actors & (freight::staff | freight::system)) == 0 || !is_open || holds_money(before, system))
    refuse_locked("final_price", before);
}

// An update that leaves the status alone.
void edit(pg::Row& before, pg::Row& after, const Caller& caller, pg::Schema system) {
  const freight::Actors actors = actors_of(caller, before);
  for (const char* column : {"assigned_transporter_id", "assigned_vehicle_id", "status_reason",
                             "platform_commission", "transporter_earnings"})
    keep(before, after, column);
  if (pg::Row::differs(before, after, "final_price")) change_price(before, actors, system);
  if (pg::Row::differs(before, after, "proof_of_delivery") &&
      (status_of(before) != freight::Status::in_progress || actors == freight::client))
    refuse_locked("proof_of_delivery", before);
  check_delivery_proof(before, after);
  if (pg::Row::differs(before, after, "pickup_proof")) pick_up(before, after, actors, system);
  if (differs_in_draft(before, after)) {
    if (status_of(before) != freight::Status::pending) refuse_locked("cargo", before);
    check_draft(after);
    quote_anew(after, system);
    // A price for other goods is no price for these.
    if (!pg::Row::differs(before, after, "final_price")) after.set_null("final_price");
  }
}

void enforce_lifecycle(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& before = trigger.old_row();
  pg::Row& after = trigger.new_row();
  for (const char* column : stamped_columns) keep(before, after, column);
  if (status_of(before) == status_of(after))
    edit(before, after, caller, system);
  else
    change_status(before, after, caller, system);
  check_step(after);
  after.set("updated_at", now());
}

void start_fresh(pg::Row& row) {
  for (const char* column :
       {"final_price", "commission_bps", "platform_commission", "transporter_earnings",
        "status_reason", "assigned_transporter_id", "assigned_vehicle_id", "validated_by",
        "assigned_by", "proof_of_delivery", "pickup_proof", "pickup_confirmed_at", "validated_at",
        "assigned_at", "paid_at", "completed_at", "cancelled_at", "disputed_from"})
    row.set_null(column);
  row.set("status", "pending");
  row.set("advance_paid", std::int64_t{0});
  row.set("created_at", now());
  row.set("updated_at", now());
}

void prepare_transport_request(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  check_given(row, "client_id");
  check_client(system, caller, client_of(row));
  start_fresh(row);
  row.set("currency", text_setting(system, "platform.currency"));
  check_draft(row);
  if (row.is_null("quote_id"))
    quote_anew(row, system);
  else
    take_quote(row);
}

// Source: A-30. Without price or rate there is nothing to divide: enforce_lifecycle refuses later.
void calculate_platform_commission(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  if (status_of(row) != freight::Status::completed ||
      status_of(trigger.old_row()) == freight::Status::completed)
    return;
  if (row.is_null("final_price") || row.is_null("commission_bps")) return;
  const money::Split split =
      pg::value_or_raise(money::split(price_of(row), row.get<std::int32_t>("commission_bps")));
  row.set("platform_commission", split.commission);
  row.set("transporter_earnings", split.earnings);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_enforce_lifecycle, socle::alogistics::enforce_lifecycle);
SOCLE_TRIGGER(alogistics_prepare_transport_request, socle::alogistics::prepare_transport_request);
SOCLE_TRIGGER(alogistics_calculate_platform_commission,
              socle::alogistics::calculate_platform_commission);
