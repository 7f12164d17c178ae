// What a payment provider tells us, read from its JSON by a mapping that staff configure per
// provider, so that a new provider needs no code. Source: B-57, docs/payments.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::payments {

enum class EventType { payment_succeeded, payment_failed, payout_settled, payout_failed, other };

// "payment.succeeded" and so on, as the mapping calls them.
std::string_view to_string(EventType type);

struct ProviderEvent {
  std::string id;         // unique within the provider
  std::string type;       // in the provider's words
  std::string reference;  // our id of the payment or payout; empty if absent
  EventType meaning;
  std::optional<money::Minor> amount;
  std::string currency;  // upper case; empty if absent
};

// A mapping is a JSON object of optional members:
//   event_id, type, reference, amount, currency   JSON pointers (RFC 6901) into the event; without
//                                                 them /id, /type, /reference, /amount, /currency
//   amounts   "major" (default): 10.50 EUR is 10.50; "minor": it is 1050
//   types     the provider's words for payment.succeeded, payment.failed, payout.settled and
//             payout.failed: {"payment.succeeded": ["checkout.completed"]}. Without it those names
//             stand for themselves; with it, all that it does not list is `other`.
// Anything else: `invalid_value` (detail: field = mapping, reason, member).
Check check_mapping(std::string_view mapping_json);

// Reads an event. `id` and `type` must be there, with 1 to 255 characters; null counts as absent,
// and an id or a reference may be an integer. An amount is a number or a text of digits that never
// passes through floating point: 10.50 stays exact, 1e3 is refused. In major units it needs a
// currency, whose code may come in lower case. Of an event that means `other`, amount and currency
// are not looked at. Refuses with `invalid_value` (detail: field, reason), `unknown_currency`,
// `fractional_amount` or `amount_out_of_range`; also JSON that says a member twice or is not UTF-8.
Result<ProviderEvent> read_event(std::string_view payload, std::string_view mapping_json);

}  // namespace socle::payments
