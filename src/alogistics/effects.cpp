// AFTER trigger of transport_requests: what follows from a step. Money, notifications, audit.
#include "alogistics/amounts.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/lifecycle.hpp"
#include "socle/audit.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;
using notifications::Parameter;

constinit pg::Statement<Uuid> read_name{
    "select coalesce(nullif(concat_ws(' ', nullif(first_name, ''), nullif(last_name, '')), ''), "
    "'—')"
    " from alogistics.profiles where id = $1"};
constinit pg::Statement<Uuid> read_as_it_is{
    "select status::text, final_price, client_id, assigned_transporter_id"
    " from alogistics.transport_requests where id = $1"};
constinit pg::Statement<Uuid> read_plate{
    "select plate_number from alogistics.vehicles where id = $1"};
constinit pg::Statement<pg::Timestamp> write_date{
    "select to_char($1 at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'"};

// One step of one request: what its effects need.
class Effects {
 public:
  Effects(pg::Trigger& trigger, pg::Schema system)
      : before_(trigger.old_row()),
        row_(trigger.new_row()),
        system_(system),
        caller_(require_caller(system)),
        client_(client_of(row_)),
        transporter_(trigger.is_update() && transporter_of(before_) ? transporter_of(before_)
                                                                    : transporter_of(row_)) {}

  void created() {
    tell_client("request.created.client", {route(), price("price", "estimated_price", client_)});
    write_audit("create", std::nullopt);
  }

  void edited();

  void moved(Status from, Status to);

  // AFTER triggers run when the statement has ended; what it called meanwhile may have moved the
  // request on. The effects of a step that no longer stands would move money for nothing.
  void require_unchanged();

 private:
  void validated();
  void assigned();
  void unassigned();
  void paid();
  void completed();
  void cancelled(bool is_rejected);

  void hold(money::Minor price);
  void require_held(money::Minor balance);
  money::Minor give_back();

  Parameter route() {
    return {"route",
            row_.get<std::string>("pickup_city") + " → " + row_.get<std::string>("delivery_city")};
  }
  Parameter reason() {
    return {"reason", row_.get<std::optional<std::string>>("status_reason").value_or("—")};
  }
  Parameter amount(std::string_view name, money::Minor value, const Uuid& reader) {
    return {name, written(spi_, system_, value, currency_of(row_), reader)};
  }
  Parameter price(std::string_view name, const char* column, const Uuid& reader) {
    return amount(name, row_.get<std::int64_t>(column), reader);
  }

  void tell_client(std::string_view key, const std::vector<Parameter>& parameters) {
    notify(spi_, system_, client_, key, parameters, request_id(row_));
  }
  void tell_transporter(std::string_view key, const std::vector<Parameter>& parameters) {
    if (transporter_) notify(spi_, system_, *transporter_, key, parameters, request_id(row_));
  }
  void write_audit(std::string_view event, const std::optional<pg::Composite>& before) {
    audit(spi_, system_, caller_.user, "transport_request." + std::string(event),
          "transport_requests", to_string(request_id(row_)), before, row_.composite());
  }

  pg::Row& before_;
  pg::Row& row_;
  pg::Schema system_;
  Caller caller_;
  Uuid client_;
  std::optional<Uuid> transporter_;
  pg::Spi spi_;
};

void Effects::require_unchanged() {
  using Price = std::optional<std::int64_t>;
  const auto found =
      spi_.row<std::string, Price, Uuid, std::optional<Uuid>>(read_as_it_is, request_id(row_));
  const auto& [status, price, client, transporter] = found.value();
  if (status != row_.get<std::string>("status") || price != row_.get<Price>("final_price") ||
      client != client_ || transporter != transporter_of(row_))
    throw pg::Refused(
        freight::refuse_transition(freight::parse_status(status).value(), status_of(row_)));
}

void Effects::edited() {
  if (pg::Row::differs(before_, row_, "final_price") && !row_.is_null("final_price"))
    tell_client("request.priced.client", {route(), price("price", "final_price", client_)});
  // A PATCH that says what is there already has no history.
  const bool is_changed = differs_in_draft(before_, row_) ||
                          pg::Row::differs(before_, row_, "final_price") ||
                          pg::Row::differs(before_, row_, "proof_of_delivery");
  if (is_changed) write_audit("update", before_.composite());
}

void Effects::moved(Status from, Status to) {
  // The BEFORE trigger has let it pass, so the pair is in the table; the actor no longer matters.
  switch (to) {
    case Status::validated:
      from == Status::pending ? validated() : unassigned();
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
      cancelled(from == Status::pending && caller_.user != client_);
      break;
    case Status::pending:
    case Status::disputed:
      break;
  }
}

// Setting payment.debit_at: the client's money is held when the moderator validates, or at payment.
void Effects::validated() {
  if (text_setting(system_, "payment.debit_at") == "validation") hold(price_of(row_));
  tell_client("request.validated.client", {route(), price("price", "final_price", client_)});
  write_audit("validate", before_.composite());
}

void Effects::assigned() {
  const auto name = spi_.row<std::string>(read_name, *transporter_);
  const auto plate = spi_.row<std::string>(read_plate, row_.get<Uuid>("assigned_vehicle_id"));
  const auto date = spi_.row<std::string>(write_date, row_.get<pg::Timestamp>("pickup_date"));
  const money::Split split =
      pg::value_or_raise(money::split(price_of(row_), row_.get<std::int32_t>("commission_bps")));
  tell_client(
      "request.assigned.client",
      {route(), {"transporter", std::get<0>(name.value())}, {"plate", std::get<0>(plate.value())}});
  tell_transporter("request.assigned.transporter",
                   {route(),
                    amount("earnings", split.earnings, *transporter_),
                    {"pickup_date", std::get<0>(date.value())}});
  write_audit("assign", before_.composite());
}

void Effects::unassigned() {
  tell_client("request.unassigned.client", {route(), reason()});
  tell_transporter("request.unassigned.transporter", {route(), reason()});
  write_audit("unassign", before_.composite());
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
  write_audit("pay", before_.composite());
}

// The escrow is divided between the transporter and the platform; a share of nothing is no line.
void Effects::completed() {
  const std::string currency = currency_of(row_);
  const auto earnings = row_.get<std::int64_t>("transporter_earnings");
  const auto commission = row_.get<std::int64_t>("platform_commission");
  const ledger::Held escrow = ledger::held_for(system_, request_id(row_)).value();
  require_held(escrow.balance);
  std::vector<ledger::Posting> postings{{escrow.account, -price_of(row_), "debit"}};
  if (earnings > 0)
    postings.push_back({ledger::wallet_of(system_, *transporter_, currency), earnings, "credit"});
  if (commission > 0)
    postings.push_back(
        {ledger::house_account(system_, "platform", currency), commission, "commission"});
  ledger::post(system_, {"settlement", request_id(row_), caller_.user, route().value, postings});

  const auto name = spi_.row<std::string>(read_name, *transporter_);
  tell_client("request.completed.client", {route(), {"transporter", std::get<0>(name.value())}});
  tell_transporter("payment.released.transporter",
                   {route(), amount("amount", earnings, *transporter_),
                    amount("commission", commission, *transporter_)});
  write_audit("complete", before_.composite());
}

void Effects::cancelled(bool is_rejected) {
  const money::Minor refunded = give_back();
  tell_client(is_rejected ? "request.rejected.client" : "request.cancelled.client",
              {route(), reason()});
  if (refunded > 0)
    tell_client("payment.refunded.client", {route(), amount("amount", refunded, client_)});
  tell_transporter("request.cancelled.transporter", {route(), reason()});
  write_audit(is_rejected ? "reject" : "cancel", before_.composite());
}

void Effects::hold(money::Minor price) {
  const std::string currency = currency_of(row_);
  const ledger::AccountId wallet = ledger::wallet_of(system_, client_, currency);
  const ledger::AccountId escrow =
      ledger::open_subject(system_, "escrow", request_id(row_), currency);
  ledger::post(system_, {"payment",
                         request_id(row_),
                         caller_.user,
                         route().value,
                         {{wallet, -price, "debit"}, {escrow, price, "credit"}}});
}

// The escrow holds the price, to the franc, or nothing goes on.
void Effects::require_held(money::Minor balance) {
  if (balance != price_of(row_))
    throw pg::Refused(Refusal(errors::amount_mismatch)
                          .with("expected", price_of(row_))
                          .with("given", balance)
                          .with("currency", currency_of(row_)));
}

money::Minor Effects::give_back() {
  const auto escrow = ledger::held_for(system_, request_id(row_));
  if (!escrow || escrow->balance == 0) return 0;
  const ledger::AccountId wallet = ledger::wallet_of(system_, client_, currency_of(row_));
  ledger::post(system_, {"refund",
                         request_id(row_),
                         caller_.user,
                         route().value,
                         {{escrow->account, -escrow->balance, "debit"},
                          {wallet, escrow->balance, "refund"}}});
  return escrow->balance;
}

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
