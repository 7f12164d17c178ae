// The life of a withdrawal once it was requested (withdrawal_requests.cpp).
#include "alogistics/withdrawals.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"

namespace socle::alogistics {

namespace {

using socle::ledger::WithdrawalEvent;
using socle::ledger::WithdrawalStatus;

constinit pg::Statement<Uuid> lock_statement{
    "select id, wallet_id, user_id, amount, fee, currency, status::text,"
    "   destination ->> 'provider'"
    " from alogistics.withdrawals where id = $1 for update"};

constinit pg::Statement<Uuid, std::string, Uuid, std::string> change_statement{
    "update alogistics.withdrawals set status = $2::alogistics.withdrawal_status,"
    "   approved_by = case $2 when 'approved' then $3 else approved_by end,"
    "   approved_at = case $2 when 'approved' then clock_timestamp() else approved_at end,"
    "   sent_at = case $2 when 'sent' then clock_timestamp() else sent_at end,"
    "   provider_reference = case $2 when 'sent' then $4 else provider_reference end,"
    "   reason = case when $2 in ('failed', 'cancelled') then $4 else reason end,"
    "   closed_at = case when $2 in ('settled', 'failed', 'cancelled') then clock_timestamp() end"
    " where id = $1"};

void tell(pg::Schema system, const Withdrawal& withdrawal, std::string_view key,
          money::Minor amount, const std::string& reason = {}) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, amount, withdrawal.currency, withdrawal.user)},
      {"reason", reason}};
  notify(spi, system, withdrawal.user, key, parameters, std::nullopt);
}

ledger::AccountId payout_of(pg::Schema system, const Withdrawal& withdrawal) {
  return ledger::held_for(system, withdrawal.id).value().account;
}

// The amount leaves for the world outside, the fee for the platform.
void pay_out(pg::Schema system, const Caller& caller, const Withdrawal& w) {
  std::vector<ledger::Posting> postings{
      {payout_of(system, w), -(w.amount + w.fee), "withdrawal"},
      {ledger::house_account(system, "external", w.currency), w.amount, "withdrawal"}};
  if (w.fee > 0)
    postings.push_back(
        {ledger::house_account(system, "platform", w.currency), w.fee, "commission"});
  ledger::post(system, {"withdrawal_settled", std::nullopt, caller.user, std::nullopt, postings});
  tell(system, w, "withdrawal.settled.owner", w.amount);
}

void give_back(pg::Schema system, const Caller& caller, const Withdrawal& w,
               const OptionalText& reason) {
  const ledger::Wallet wallet = ledger::require_wallet(system, w.wallet);
  ledger::post(system, {"withdrawal_returned",
                        std::nullopt,
                        caller.user,
                        reason,
                        {{payout_of(system, w), -(w.amount + w.fee), "withdrawal"},
                         {wallet.account, w.amount + w.fee, "refund"}}});
  tell(system, w, "withdrawal.returned.owner", w.amount + w.fee, reason.value_or("—"));
}

void move_money(pg::Schema system, const Caller& caller, const Withdrawal& withdrawal,
                WithdrawalStatus status, const OptionalText& text) {
  switch (status) {
    case WithdrawalStatus::settled:
      pay_out(system, caller, withdrawal);
      break;
    case WithdrawalStatus::failed:
    case WithdrawalStatus::cancelled:
      give_back(system, caller, withdrawal, text);
      break;
    case WithdrawalStatus::sent:
      tell(system, withdrawal, "withdrawal.sent.owner", withdrawal.amount);
      break;
    case WithdrawalStatus::requested:
    case WithdrawalStatus::approved:
      break;
  }
}

Withdrawal require_locked(const Uuid& id) {
  auto found = lock_withdrawal(id);
  if (!found) refuse_missing("withdrawal", id);
  return *std::move(found);
}

// A step that staff or the system take.
bool step(std::string_view operation, const OptionalUuid& withdrawal_uuid, WithdrawalEvent event,
          const OptionalText& text, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(withdrawal_uuid, "withdrawal_uuid");
  return once(system, operation, key, Arguments(id, text), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const Withdrawal found = require_locked(id);
    refuse_own(caller, found.user);
    take_step(system, caller, found, event, text);
    return true;
  });
}

bool approve_withdrawal(const OptionalUuid& id, const OptionalText& key) {
  return step("approve_withdrawal", id, WithdrawalEvent::approve, std::nullopt, key);
}

bool mark_withdrawal_sent(const OptionalUuid& id, const OptionalText& provider_reference,
                          const OptionalText& key) {
  if (provider_reference &&
      (provider_reference->empty() || character_count(*provider_reference) > 255))
    refuse_value("provider_reference", "not 1 to 255 characters");
  return step("mark_withdrawal_sent", id, WithdrawalEvent::send, provider_reference, key);
}

bool settle_withdrawal(const OptionalUuid& id, const OptionalText& key) {
  return step("settle_withdrawal", id, WithdrawalEvent::settle, std::nullopt, key);
}

bool fail_withdrawal(const OptionalUuid& id, const OptionalText& reason, const OptionalText& key) {
  return step("fail_withdrawal", id, WithdrawalEvent::fail, require_reason(reason), key);
}

// The owner takes back what nobody has approved yet; staff need a reason, and have longer.
bool cancel_withdrawal(const OptionalUuid& withdrawal_uuid, const OptionalText& reason,
                       const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(withdrawal_uuid, "withdrawal_uuid");
  return once(system, "cancel_withdrawal", key, Arguments(id, reason), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const Withdrawal found = require_locked(id);
    const bool is_own = caller.user == found.user;
    if (!is_own && !caller.is_system && !caller.access.is_staff()) refuse_missing("withdrawal", id);
    if (!is_own) require_reason(reason);
    if (is_own && found.status == WithdrawalStatus::approved)
      throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["staff"])"));
    take_step(system, caller, found, WithdrawalEvent::cancel, reason);
    return true;
  });
}

}  // namespace

std::optional<Withdrawal> lock_withdrawal(const Uuid& id) {
  pg::Spi spi;
  const auto row =
      spi.row<Uuid, Uuid, Uuid, std::int64_t, std::int64_t, std::string, std::string, OptionalText>(
          lock_statement, id);
  if (!row) return std::nullopt;
  const auto& [key, wallet, user, amount, fee, currency, status, provider] = *row;
  const WithdrawalStatus found = socle::ledger::parse_withdrawal_status(status).value();
  return Withdrawal{key, wallet, user, amount, fee, currency, found, provider};
}

void take_step(pg::Schema system, const Caller& caller, const Withdrawal& withdrawal,
               WithdrawalEvent event, const OptionalText& text) {
  const WithdrawalStatus status = pg::value_or_raise(socle::ledger::next(withdrawal.status, event));
  move_money(system, caller, withdrawal, status, text);
  pg::Spi().run(change_statement, withdrawal.id, socle::ledger::to_string(status), caller.user,
                text);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_approve_withdrawal, socle::alogistics::approve_withdrawal);
SOCLE_EXPORT(alogistics_mark_withdrawal_sent, socle::alogistics::mark_withdrawal_sent);
SOCLE_EXPORT(alogistics_settle_withdrawal, socle::alogistics::settle_withdrawal);
SOCLE_EXPORT(alogistics_fail_withdrawal, socle::alogistics::fail_withdrawal);
SOCLE_EXPORT(alogistics_cancel_withdrawal, socle::alogistics::cancel_withdrawal);
