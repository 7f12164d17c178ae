// hold(), capture(), release(): money set aside from a wallet.
#include "alogistics/holds.hpp"

#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/ledger/hold.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using socle::ledger::HoldStatus;

constinit pg::Statement<Uuid, Uuid, std::int64_t, std::string, std::string, Uuid, Uuid,
                        pg::Timestamp>
    insert_hold{
        "insert into alogistics.holds"
        "   (wallet_id, user_id, amount, currency, reason, request_id, created_by, expires_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"};

// A hold whose time has come is over, also before run_due() gives its money back.
constinit pg::Statement<Uuid> lock_hold{
    "select wallet_id, user_id, amount, request_id,"
    "   case when status = 'open' and expires_at <= clock_timestamp() then 'expired'"
    "        else status::text end, status = 'open'"
    " from alogistics.holds where id = $1 for update"};

constinit pg::Statement<Uuid, std::string, std::int64_t> close_hold{
    "update alogistics.holds set status = $2::alogistics.hold_status, captured = $3,"
    "   closed_at = clock_timestamp() where id = $1"};

constinit pg::Statement<Uuid, Uuid> is_party{
    "select exists (select from alogistics.transport_requests"
    "               where id = $1 and (client_id = $2 or assigned_transporter_id = $2))"};

struct Hold {
  Uuid id;
  Uuid wallet;
  Uuid owner;
  money::Minor amount;
  OptionalUuid request;
  HoldStatus status;
  bool holds_money;
};

Hold lock(const Uuid& id) {
  pg::Spi spi;
  const auto row =
      spi.row<Uuid, Uuid, std::int64_t, OptionalUuid, std::string, bool>(lock_hold, id);
  if (!row) refuse_missing("hold", id);
  const auto& [wallet, owner, amount, request, status, holds_money] = *row;
  return {id,         wallet,  owner,
          amount,     request, socle::ledger::parse_hold_status(status).value(),
          holds_money};
}

ledger::AccountId account_of(pg::Schema system, const Hold& hold) {
  return ledger::held_for(system, hold.id).value().account;
}

// The money leaves the hold: `captured` for `to`, the rest for the wallet that it came from.
void divide(pg::Schema system, const Caller& caller, const Hold& hold, money::Minor captured,
            std::optional<ledger::AccountId> to, std::string_view kind) {
  const ledger::Wallet wallet = ledger::require_wallet(system, hold.wallet);
  std::vector<ledger::Posting> postings{{account_of(system, hold), -hold.amount, "debit"}};
  if (captured > 0)
    postings.push_back({to ? *to : ledger::house_account(system, "platform", wallet.currency),
                        captured, to ? "credit" : "commission"});
  if (captured < hold.amount)
    postings.push_back({wallet.account, hold.amount - captured, "refund"});
  ledger::post(system, {kind, hold.request, caller.user, std::nullopt, postings});
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"captured", written(system, captured, wallet.currency, wallet.owner)},
      {"returned", written(system, hold.amount - captured, wallet.currency, wallet.owner)}};
  notify(spi, system, wallet.owner, "wallet.hold_ended.owner", parameters, hold.request);
}

Uuid set_aside(pg::Schema system, const Caller& caller, const Uuid& wallet_id,
               const pg::Numeric& amount, const std::string& reason,
               const std::optional<pg::Timestamp>& expires_at, const OptionalUuid& request) {
  const pg::AsRole owner(pg::owner_of(system));
  const ledger::Wallet wallet = ledger::require_wallet(system, wallet_id);
  refuse_own(caller, wallet.owner);
  check_request(request);
  const money::Minor sum = minor_units(amount, wallet.currency);
  Uuid id;
  {
    pg::Spi spi;
    id = std::get<0>(*spi.row<Uuid>(insert_hold, wallet.id, wallet.owner, sum, wallet.currency,
                                    reason, request, caller.user, expires_at));
  }
  ledger::post(system,
               {"hold",
                request,
                caller.user,
                reason,
                {{wallet.account, -sum, "debit"},
                 {ledger::open_subject(system, "hold", id, wallet.currency), sum, "credit"}}});
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, sum, wallet.currency, wallet.owner)}, {"reason", reason}};
  notify(spi, system, wallet.owner, "wallet.held.owner", parameters, request);
  return id;
}

Uuid hold(const OptionalUuid& wallet, const std::optional<pg::Numeric>& amount,
          const OptionalText& reason, const std::optional<pg::Timestamp>& expires_at,
          const OptionalUuid& request, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid wallet_id = require(wallet, "wallet_uuid");
  const pg::Numeric& sum = require(amount, "amount");
  const std::string& why = require_reason(reason);
  if (expires_at && expires_at->microseconds <= pg::transaction_time())
    refuse_value("expires_at", "not in the future");
  return once(system, "hold", key, Arguments(wallet_id, sum, why, expires_at, request),
              [&] { return set_aside(system, caller, wallet_id, sum, why, expires_at, request); });
}

// A moderator gives held money to the other party of the job that it is held for; only an admin or
// the system gives it to anybody.
void check_receiver(const Caller& caller, const Hold& hold, const Uuid& receiver) {
  if (caller.is_system || caller.access.is_admin()) return;
  if (hold.request && std::get<0>(*pg::Spi().row<bool>(is_party, *hold.request, receiver))) return;
  throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["admin","system"])"));
}

bool take(pg::Schema system, const Caller& caller, const Uuid& id,
          const std::optional<pg::Numeric>& amount, const OptionalUuid& to) {
  const pg::AsRole owner(pg::owner_of(system));
  const Hold found = lock(id);
  refuse_own(caller, found.owner);
  const ledger::Wallet from = ledger::require_wallet(system, found.wallet);
  std::optional<ledger::AccountId> target;
  if (to) {
    const ledger::Wallet wallet = ledger::require_wallet(system, *to);
    refuse_own(caller, wallet.owner);
    check_receiver(caller, found, wallet.owner);
    target = wallet.account;
    if (*target == from.account) refuse_value("to_wallet_uuid", "the wallet of the hold");
  }
  std::optional<money::Minor> wanted;
  if (amount) wanted = minor_units(*amount, from.currency);
  const socle::ledger::Capture parts =
      pg::value_or_raise(socle::ledger::capture(found.status, found.amount, wanted));
  divide(system, caller, found, parts.captured, target, "capture");
  pg::Spi().run(close_hold, id, std::string_view("captured"), parts.captured);
  return true;
}

bool capture(const OptionalUuid& hold_uuid, const std::optional<pg::Numeric>& amount,
             const OptionalUuid& to, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(hold_uuid, "hold_uuid");
  return once(system, "capture", key, Arguments(id, amount, to),
              [&] { return take(system, caller, id, amount, to); });
}

void give_back(pg::Schema system, const Caller& caller, const Hold& found,
               std::string_view status) {
  divide(system, caller, found, 0, std::nullopt, "release");
  pg::Spi().run(close_hold, found.id, status, std::int64_t{0});
}

bool release(const OptionalUuid& hold_uuid, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(hold_uuid, "hold_uuid");
  return once(system, "release", key, Arguments(id), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const Hold found = lock(id);
    refuse_own(caller, found.owner);
    // Also when its time has come: whoever is first gives the money back.
    if (!found.holds_money) pg::check(socle::ledger::can_release(found.status));
    give_back(system, caller, found, "released");
    return true;
  });
}

}  // namespace

bool expire_hold(pg::Schema system, const Uuid& id) {
  const Hold found = lock(id);
  if (!found.holds_money || found.status != HoldStatus::expired) return false;
  give_back(system, Caller{}, found, "expired");
  return true;
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_hold, socle::alogistics::hold);
SOCLE_EXPORT(alogistics_capture, socle::alogistics::capture);
SOCLE_EXPORT(alogistics_release, socle::alogistics::release);
