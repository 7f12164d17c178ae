// Money set aside in a wallet's name: captured in whole or in part, released, or expired. A hold
// ends once. See docs/money.md.
#pragma once

#include <optional>
#include <string_view>

#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::ledger {

// Enumerators are spelled as the words in SQL.
enum class HoldStatus { open, captured, released, expired };

std::string_view to_string(HoldStatus status);
std::optional<HoldStatus> parse_hold_status(std::string_view text);

// What a capture does with the held money; the two always sum to it.
struct Capture {
  money::Minor captured;
  money::Minor returned;  // to the wallet
};

// Captures `amount`, or all that is held if it is not given. Refuses a hold that is not open
// (`invalid_transition`), an amount that is not positive (`invalid_amount`) and more than is held
// (`insufficient_funds`, detail: balance, required).
Result<Capture> capture(HoldStatus status, money::Minor held, std::optional<money::Minor> amount);

// Only an open hold can be released or expire; otherwise `invalid_transition`.
Check can_release(HoldStatus status);

}  // namespace socle::ledger
