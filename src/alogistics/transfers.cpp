// Movements that staff and the back office make by hand, and their reversal.
#include "alogistics/amounts.hpp"
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "domain/ledger/house.hpp"
#include "socle/audit.hpp"
#include "socle/idempotency.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/notify.hpp"

namespace socle::alogistics {

namespace {

using OptionalText = std::optional<std::string>;
using OptionalUuid = std::optional<Uuid>;

std::int64_t post_transfer(std::optional<std::int64_t> debit, std::optional<std::int64_t> credit,
                           std::optional<std::int64_t> amount, const OptionalText& reason,
                           const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_system(system);
  const std::int64_t from = require(debit, "debit_account");
  const std::int64_t to = require(credit, "credit_account");
  const money::Minor sum = require(amount, "amount");
  if (sum <= 0) throw pg::Refused(Refusal(errors::invalid_amount).with("given", sum));
  return once(system, "post_transfer", key, Arguments(from, to, sum, reason), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    return ledger::post(system, {"transfer",
                                 std::nullopt,
                                 caller.user,
                                 reason,
                                 {{from, -sum, "debit"}, {to, sum, "credit"}}});
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_post_transfer, socle::alogistics::post_transfer);
