// Offers of transporters on requests that wait for one. Source: A-58.
#pragma once

#include <optional>

#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// In the order of the enum type in SQL and spelled the same.
enum class OfferStatus { open, accepted, rejected, withdrawn, expired };

std::string_view to_string(OfferStatus status);
std::optional<OfferStatus> parse_offer_status(std::string_view text);

// A request takes offers while it is validated and has no transporter. One that was never on the
// board is `not_found` to its caller; this is for those that were (`offer_closed`, detail: status).
Check check_board(Status request);

// `offer_closed` (detail: status) unless the offer is open.
Check check_open(OfferStatus offer);

// More than nothing, and at most this many times what was asked for: a slip of the keyboard.
inline constexpr money::Minor price_factor_max = 10;

// `invalid_amount` (detail: given) for a price that is no price for this request.
Check check_offer_price(money::Minor offered, money::Minor price);

}  // namespace socle::freight
