#include "alogistics/money_op.hpp"

#include "domain/ledger/transfer.hpp"
#include "domain/utf8.hpp"

namespace socle::alogistics {

namespace {
constexpr std::ptrdiff_t reason_characters_max = 1000;

constinit pg::Statement<Uuid> is_request{
    "select exists (select from alogistics.transport_requests where id = $1)"};
}  // namespace

const std::string& require_reason(const OptionalText& reason) {
  if (!reason || is_blank(*reason)) throw pg::Refused(Refusal(errors::reason_required));
  if (character_count(*reason) > reason_characters_max)
    refuse_too_long("reason", reason_characters_max);
  return *reason;
}

ledger::Wallet own_wallet(pg::Schema system, const Caller& caller, const OptionalUuid& wallet) {
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  if (!wallet) {
    const std::string currency = text_setting(system, "platform.currency");
    const ledger::AccountId account = ledger::wallet_of(system, *caller.user, currency);
    return ledger::wallet_at(system, account);
  }
  ledger::Wallet found = ledger::require_wallet(system, *wallet);
  if (found.owner != *caller.user) refuse_missing("wallet", *wallet);
  return found;
}

void check_request(const OptionalUuid& request) {
  if (!request || std::get<0>(*pg::Spi().row<bool>(is_request, *request))) return;
  refuse_missing("transport_request", *request);
}

void refuse_own(const Caller& caller, const Uuid& owner) {
  if (caller.user == owner)
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "own account"));
}

void tell_moved(pg::Schema system, const ledger::Wallet& wallet, money::Minor amount,
                money::Minor balance) {
  pg::Spi spi;
  const money::Minor size = amount < 0 ? -amount : amount;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, size, wallet.currency, wallet.owner)},
      {"balance", written(system, balance, wallet.currency, wallet.owner)}};
  notify(spi, system, wallet.owner, amount > 0 ? "wallet.credited.owner" : "wallet.debited.owner",
         parameters, std::nullopt);
}

void check_usable(const ledger::Wallet& wallet, money::Minor amount) {
  pg::value_or_raise(socle::ledger::apply(
      {wallet.balance, false, wallet.is_active, wallet.currency, wallet.is_closed}, amount));
}

void note(pg::Schema system, const Caller& caller, std::string_view action,
          std::string_view entity_type, const std::string& id) {
  pg::Spi spi;
  audit(spi, system, caller.user, action, entity_type, id);
}

}  // namespace socle::alogistics
