// The order of the catalogue. The rows themselves stand in the files beside this one, by subject.
#include "domain/errors/catalogue.hpp"

namespace socle::errors {
namespace {

constexpr const ErrorDefinition* rows[] = {
    &authentication_required,
    &invalid_token,
    &token_expired,
    &invalid_signature,
    &account_disabled,
    &not_allowed,
    &actor_mismatch,
    &identity_protected,
    &missing_value,
    &invalid_value,
    &invalid_amount,
    &fractional_amount,
    &amount_out_of_range,
    &unknown_currency,
    &invalid_setting,
    &idempotency_key_reused,
    &not_found,
    &already_exists,
    &invalid_transition,
    &field_locked,
    &reason_required,
    &proof_required,
    &not_a_transporter,
    &transporter_not_verified,
    &transporter_inactive,
    &self_dealing,
    &vehicle_not_owned,
    &vehicle_not_verified,
    &vehicle_unavailable,
    &vehicle_busy,
    &vehicle_too_small,
    &vehicle_unsuitable,
    &insurance_expired,
    &inspection_expired,
    &insufficient_funds,
    &amount_mismatch,
    &currency_mismatch,
    &unbalanced_transfer,
    &ledger_closed,
    &append_only,
    &already_reversed,
    &not_reversible,
    &refund_too_large,
    &wallet_frozen,
    &wallet_closed,
    &wallet_not_empty,
    &withdrawal_too_small,
    &daily_cap_exceeded,
    &funds_not_cleared,
    &rating_not_allowed,
    &already_rated,
    &tracking_not_allowed,
    &schema_outdated,
    &migration_changed,
    &installer_required,
    &secret_missing,
};

}  // namespace

std::span<const ErrorDefinition* const> all() { return rows; }

}  // namespace socle::errors
