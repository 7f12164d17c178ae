// Every refusal that a caller can meet: one row each, shown by the view `socle.errors`.
#pragma once

#include <span>

#include "domain/result.hpp"

namespace socle::errors {

// Who is asking.
extern const ErrorDefinition authentication_required;  // PT401
extern const ErrorDefinition invalid_token;            // PT401
extern const ErrorDefinition token_expired;            // PT401
extern const ErrorDefinition invalid_signature;        // PT401: a provider's event, detail: reason
extern const ErrorDefinition account_disabled;         // PT403
extern const ErrorDefinition not_allowed;              // PT403: the role may not do this
extern const ErrorDefinition actor_mismatch;           // PT403: actor argument is not the caller
extern const ErrorDefinition identity_protected;       // 42501: claims set by a caller that may not

// Signing up and in.
extern const ErrorDefinition invalid_credentials;     // PT401
extern const ErrorDefinition email_not_confirmed;     // PT403
extern const ErrorDefinition session_revoked;         // PT401
extern const ErrorDefinition invalid_refresh_token;   // PT401
extern const ErrorDefinition refresh_token_reused;    // PT401
extern const ErrorDefinition invalid_one_time_token;  // PT422
extern const ErrorDefinition weak_password;           // PT422, detail: reason
extern const ErrorDefinition too_many_attempts;       // PT429, detail: retry_after
extern const ErrorDefinition sign_in_elsewhere;       // PT501
extern const ErrorDefinition rate_limited;            // PT429, detail: limit, retry_after

// Input.
extern const ErrorDefinition missing_value;        // PT400, detail: field
extern const ErrorDefinition invalid_value;        // PT400, detail: field, reason
extern const ErrorDefinition invalid_amount;       // PT400: not a positive amount of the currency
extern const ErrorDefinition fractional_amount;    // PT422: finer than the currency's minor unit
extern const ErrorDefinition amount_out_of_range;  // PT422: more than the ledger can hold
extern const ErrorDefinition unknown_currency;     // PT422
extern const ErrorDefinition invalid_setting;      // PT422, detail: key, reason
extern const ErrorDefinition idempotency_key_reused;  // PT422, detail: key, operation

// State.
extern const ErrorDefinition not_found;           // PT404, detail: entity, id
extern const ErrorDefinition already_exists;      // PT409, detail: entity, field
extern const ErrorDefinition invalid_transition;  // PT409, detail: from, to, allowed
extern const ErrorDefinition field_locked;        // PT409, detail: field, status
extern const ErrorDefinition reason_required;     // PT422
extern const ErrorDefinition proof_required;      // PT422: completion without proof of delivery
extern const ErrorDefinition lease_lost;          // PT409, detail: job, worker
extern const ErrorDefinition job_finished;        // PT409, detail: state

// Quotes and cancellations.
extern const ErrorDefinition no_tariff_rule;         // PT422, detail: dimension, value
extern const ErrorDefinition distance_out_of_range;  // PT422, detail: distance_m, distance_m_max
extern const ErrorDefinition quote_expired;          // PT409
extern const ErrorDefinition quote_used;             // PT409
extern const ErrorDefinition quote_mismatch;         // PT422, detail: field
extern const ErrorDefinition
    cancellation_not_allowed;  // PT409, detail: status, by, minutes_before_pickup, done_bps
extern const ErrorDefinition already_picked_up;  // PT409, detail: event
extern const ErrorDefinition pickup_not_due;     // PT409, detail: pickup_date
extern const ErrorDefinition too_many_codes;     // PT409, detail: codes_max

// Assignment.
extern const ErrorDefinition not_a_transporter;         // PT422
extern const ErrorDefinition transporter_not_verified;  // PT422
extern const ErrorDefinition transporter_inactive;      // PT422
extern const ErrorDefinition self_dealing;              // PT422: the client is the transporter
extern const ErrorDefinition vehicle_not_owned;         // PT422
extern const ErrorDefinition vehicle_not_verified;      // PT422
extern const ErrorDefinition vehicle_unavailable;       // PT409
extern const ErrorDefinition vehicle_busy;              // PT409: overlapping job
extern const ErrorDefinition vehicle_too_small;   // PT422, detail: dimension, capacity, required
extern const ErrorDefinition vehicle_unsuitable;  // PT422: type does not fit the goods
extern const ErrorDefinition insurance_expired;   // PT422, detail: expires, needed_until
extern const ErrorDefinition inspection_expired;  // PT422
extern const ErrorDefinition licence_expired;     // PT422, detail: expires, needed_until
extern const ErrorDefinition identity_missing;    // PT422: no approved paper of identity
extern const ErrorDefinition transporter_busy;    // PT409: overlapping job
extern const ErrorDefinition offer_closed;        // PT409, detail: status

// Money.
extern const ErrorDefinition insufficient_funds;   // PT402, detail: balance, required, currency
extern const ErrorDefinition amount_mismatch;      // PT422, detail: expected, given
extern const ErrorDefinition currency_mismatch;    // PT422
extern const ErrorDefinition unbalanced_transfer;  // PT422: lines do not sum to zero
extern const ErrorDefinition ledger_closed;     // PT403: the ledger was written to around its core
extern const ErrorDefinition append_only;       // PT403: history cannot be changed
extern const ErrorDefinition already_reversed;  // PT409, detail: transfer
extern const ErrorDefinition not_reversible;    // PT422, detail: kind
extern const ErrorDefinition refund_too_large;  // PT422, detail: refundable, given, currency

// Wallets.
extern const ErrorDefinition wallet_frozen;         // PT423
extern const ErrorDefinition wallet_closed;         // PT409
extern const ErrorDefinition wallet_not_empty;      // PT409, detail: balance, currency
extern const ErrorDefinition withdrawal_too_small;  // PT422, detail: minimum, currency
extern const ErrorDefinition daily_cap_exceeded;    // PT422, detail: cap, withdrawn, currency
extern const ErrorDefinition
    funds_not_cleared;  // PT422, detail: available, required, hold_days, currency

// Trust.
extern const ErrorDefinition rating_not_allowed;    // PT409
extern const ErrorDefinition already_rated;         // PT409
extern const ErrorDefinition rating_closed;         // PT409, detail: reason
extern const ErrorDefinition no_moderator;          // PT409: none may take the dispute
extern const ErrorDefinition dispute_closed;        // PT409, detail: reason
extern const ErrorDefinition tracking_not_allowed;  // PT409

// Installation.
extern const ErrorDefinition schema_outdated;     // 55000
extern const ErrorDefinition migration_changed;   // 55000
extern const ErrorDefinition installer_required;  // 42501: migrate() needs more rights
extern const ErrorDefinition secret_missing;      // 55000: no usable key file, detail: reason

// All rows, in the order above.
std::span<const ErrorDefinition* const> all();

}  // namespace socle::errors
