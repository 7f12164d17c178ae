#include "alogistics/money_op.hpp"

namespace socle::alogistics {

const std::string& require_reason(const OptionalText& reason) {
  if (!reason || reason->find_first_not_of(" \t\r\n") == std::string::npos)
    throw pg::Refused(Refusal(errors::reason_required));
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
  if (found.owner != *caller.user)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "wallet").with("id", to_string(*wallet)));
  return found;
}

void note(pg::Schema system, const Caller& caller, std::string_view action,
          std::string_view entity_type, const std::string& id) {
  pg::Spi spi;
  audit(spi, system, caller.user, action, entity_type, id, std::nullopt, std::nullopt);
}

}  // namespace socle::alogistics
