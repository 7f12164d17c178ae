// What the functions that move money have in common.
#pragma once

#include <algorithm>
#include <limits>

#include "alogistics/amounts.hpp"
#include "alogistics/checks.hpp"
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "pg/subtransaction.hpp"
#include "socle/audit.hpp"
#include "socle/idempotency.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

// A reason that people read: `reason_required` if it is missing or blank, `invalid_value` if it has
// more than 1000 characters.
const std::string& require_reason(const OptionalText& reason);

// The caller's own wallet: this one, or that of the platform's currency. Another person's wallet
// is `not_found`. Refuses the system, which has none (`authentication_required`).
ledger::Wallet own_wallet(pg::Schema system, const Caller& caller, const OptionalUuid& wallet);

// `not_found` unless there is such a transport request, or none is named.
void check_request(const OptionalUuid& request);

// Staff decide on other people's money, not on their own: `not_allowed`.
void refuse_own(const Caller& caller, const Uuid& owner);

// Tells the owner that `amount` came into (positive) or left (negative) the wallet, and what it
// holds now.
void tell_moved(pg::Schema system, const ledger::Wallet& wallet, money::Minor amount,
                money::Minor balance);

// Refuses a wallet that could not take `amount` (`wallet_closed`, `wallet_frozen` …), before
// anything is done for it.
void check_usable(const ledger::Wallet& wallet, money::Minor amount);

// Notes in the audit trail what staff or the system did to a transfer, wallet or provider.
void note(pg::Schema system, const Caller& caller, std::string_view action,
          std::string_view entity_type, const std::string& id);

}  // namespace socle::alogistics
