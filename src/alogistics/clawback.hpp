// Money that comes back after it was paid out.
#pragma once

#include "alogistics/job.hpp"
#include "socle/access.hpp"
#include "socle/ledger.hpp"

namespace socle::alogistics {

// Gives `amount` of a completed job back to its client: transporter and platform give what they got
// of it, by the frozen rate. What the transporter's wallet cannot give is refused
// (`insufficient_funds`, `wallet_frozen`), or paid by the platform if it covers it. More than is
// left of the price is `refund_too_large`. Tells both.
ledger::TransferId claw_back(pg::Schema system, const Caller& caller, const Job& job,
                             money::Minor amount, const std::string& reason,
                             bool platform_covers = false);

// What the transporter's wallet can give: nothing while it is frozen. It does not change until the
// transaction ends.
money::Minor available(pg::Schema system, const Job& job);

// What clients got back of a job after its end.
money::Minor clawed_back(const Uuid& request);

// `refund_too_large`, with what would not be.
[[noreturn]] void refuse_refund(const Job& job, money::Minor refundable, money::Minor given);

}  // namespace socle::alogistics
