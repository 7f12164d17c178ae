#include "alogistics/expiry.hpp"

#include "alogistics/holds.hpp"
#include "alogistics/money_op.hpp"

namespace socle::alogistics {

namespace {

// Few at a time, so that no transaction grows without bound; who has more calls again. Those of
// frozen wallets can only fail, and must not stand in the way of the rest.
constinit pg::Statement<> due_holds{
    "select h.id from alogistics.holds as h"
    "   join alogistics.ledger_accounts as a on a.public_id = h.wallet_id and a.is_active"
    " where h.status = 'open' and h.expires_at <= clock_timestamp()"
    " order by h.expires_at limit 1000 for update of h skip locked"};
// All wallets before the first posting, in the one order of locks: the postings of one transaction
// would lock them in the order of the holds.
constinit pg::Statement<std::vector<Uuid>> lock_wallets{
    "select id from alogistics.ledger_accounts where public_id in"
    "   (select wallet_id from alogistics.holds where id = any ($1))"
    " order by id for no key update"};
constinit pg::Statement<> expire_intents{
    "update alogistics.payment_intents set status = 'expired'"
    " where id in (select id from alogistics.payment_intents"
    "              where status = 'open' and expires_at <= clock_timestamp()"
    "              order by expires_at limit 1000 for update skip locked)"};
constinit pg::Statement<> delete_keys{
    "delete from alogistics.idempotency_keys where (actor, key) in"
    " (select actor, key from alogistics.idempotency_keys where expires_at <= clock_timestamp()"
    "  order by expires_at limit 1000 for update skip locked)"};

// Each in its own subtransaction: a hold whose wallet is frozen stays until it is released.
std::int64_t expire_holds(pg::Schema system) {
  std::vector<Uuid> due;
  for (const auto& [id] : pg::Spi().rows<Uuid>(due_holds)) due.push_back(id);
  pg::Spi().rows<std::int64_t>(lock_wallets, due);
  std::int64_t expired = 0;
  for (const Uuid& id : due) {
    bool is_expired = false;
    pg::attempt([&] { is_expired = expire_hold(system, id); }, pg::business_refusal);
    if (is_expired) ++expired;
  }
  return expired;
}

}  // namespace

std::int64_t expire(pg::Schema system) {
  std::int64_t done = expire_holds(system);
  pg::Spi spi;
  done += static_cast<std::int64_t>(spi.run(expire_intents));
  done += static_cast<std::int64_t>(spi.run(delete_keys));
  return done;
}

}  // namespace socle::alogistics
