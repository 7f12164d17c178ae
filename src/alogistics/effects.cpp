// AFTER trigger of transport_requests: what follows from a step. Money, notifications, audit.
#include "alogistics/effects.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/job_deadlines.hpp"
#include "alogistics/words.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/lifecycle.hpp"
#include "pg/keyed_rows.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;
using notifications::Parameter;

constexpr pg::ExpectedColumn columns[] = {{"status", "request_status"},
                                          {"final_price", "int8"},
                                          {"client_id", "uuid"},
                                          {"assigned_transporter_id", "uuid"}};
constinit pg::KeyedTable requests{"transport_requests", "id", columns};

}  // namespace

void Effects::require_unchanged() {
  if (trigger_.is_current()) return;
  using Price = std::optional<std::int64_t>;
  const pg::FreshSnapshot snapshot;
  pg::KeyedRows now(system_, requests, request_id(row_));
  if (!now.next()) refuse_missing("transport_request", request_id(row_));
  const std::string status = now.label(0);
  if (status != row_.get<std::string>("status") ||
      now.get<Price>(1) != row_.get<Price>("final_price") || now.get<Uuid>(2) != client_ ||
      now.get<std::optional<Uuid>>(3) != transporter_of(row_))
    throw pg::Refused(
        freight::refuse_transition(freight::parse_status(status).value(), status_of(row_)));
}

void Effects::edited() {
  if (pg::Row::differs(before_, row_, "pickup_confirmed_at")) return picked_up();
  if (pg::Row::differs(before_, row_, "final_price") && !row_.is_null("final_price"))
    tell_client("request.priced.client", {route(), price("price", "final_price", client_)});
  // A PATCH that says what is there already has no history.
  const bool is_changed = differs_in_draft(before_, row_) ||
                          pg::Row::differs(before_, row_, "final_price") ||
                          pg::Row::differs(before_, row_, "proof_of_delivery");
  if (is_changed) write_audit("update");
}

void Effects::moved(Status from, Status to) {
  // The BEFORE trigger has let it pass, so the pair is in the table; the actor no longer matters.
  // The money and the words of a dispute are its own: resolution.cpp.
  if (from == Status::disputed) {
    write_audit("resolve");
    return follow_deadlines(system_, before_, row_);
  }
  switch (to) {
    case Status::validated:
      from == Status::pending ? validated() : unassigned(from);
      break;
    case Status::assigned:
      assigned();
      break;
    case Status::in_progress:
      paid();
      break;
    case Status::completed:
      completed();
      break;
    case Status::cancelled:
      cancelled(from);
      break;
    case Status::disputed:
      write_audit("dispute");
      break;
    case Status::pending:
      break;
  }
  follow_deadlines(system_, before_, row_);
}

// Setting payment.debit_at: the client's money is held when the moderator validates, or at payment.
void Effects::validated() {
  if (text_setting(system_, "payment.debit_at") == "validation") hold(price_of(row_));
  tell_client("request.validated.client", {route(), price("price", "final_price", client_)});
  write_audit("validate");
}

void Effects::assigned() {
  const money::Split split =
      pg::value_or_raise(money::split(price_of(row_), row_.get<std::int32_t>("commission_bps")));
  tell_client("request.assigned.client",
              {route(),
               {"transporter", name_of(spi_, *transporter_)},
               {"plate", plate_of(spi_, row_.get<Uuid>("assigned_vehicle_id"))}});
  tell_transporter("request.assigned.transporter",
                   {route(),
                    amount("earnings", split.earnings, *transporter_),
                    {"pickup_date", written(spi_, row_.get<pg::Timestamp>("pickup_date"))}});
  write_audit("assign");
}

void Effects::paid() {
  const auto escrow = ledger::held_for(system_, request_id(row_));
  if (!escrow || escrow->balance == 0)
    hold(price_of(row_));
  else
    require_held(escrow->balance);
  tell_client("payment.held.client", {route(), price("amount", "final_price", client_)});
  tell_transporter("payment.held.transporter",
                   {route(), price("amount", "final_price", *transporter_)});
  write_audit("pay");
}

void Effects::completed() {
  const Release release = this->release();
  tell_client("request.completed.client", {route(), {"transporter", name_of(spi_, *transporter_)}});
  tell_transporter("payment.released.transporter",
                   {route(), amount("amount", release.earnings, *transporter_),
                    amount("commission", release.commission, *transporter_)});
  write_audit("complete");
}

void Effects::picked_up() {
  tell_client("pickup.confirmed.client", {route()});
  if (advance_of(row_) > 0) {
    pay_advance();
    tell_transporter("payment.advance.transporter",
                     {route(), price("amount", "advance_paid", *transporter_)});
  }
  write_audit("pickup");
  follow_deadlines(system_, before_, row_);
}

namespace {

void follow_lifecycle(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  Effects effects(trigger, system);
  effects.require_unchanged();
  if (trigger.is_insert()) return effects.created();
  const Status from = status_of(trigger.old_row());
  const Status to = status_of(trigger.new_row());
  if (from == to) return effects.edited();
  effects.moved(from, to);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_follow_lifecycle, socle::alogistics::follow_lifecycle);
