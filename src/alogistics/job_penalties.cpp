#include "alogistics/job_penalties.hpp"

#include <algorithm>

#include "pg/spi.hpp"
#include "socle/ledger_accounts.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, Uuid, std::string, std::int64_t, std::int64_t, std::string,
                        std::string, Uuid>
    insert_penalty{
        "insert into alogistics.job_penalties"
        "   (request_id, transporter_id, cause, amount, charged, currency, reason, created_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)"};

}  // namespace

money::Minor charge_job_penalty(pg::Schema system, const JobPenalty& penalty) {
  const ledger::AccountId account =
      ledger::wallet_of(system, penalty.transporter, penalty.currency);
  const ledger::Wallet wallet = ledger::lock_wallet_at(system, account);
  const bool can_pay = wallet.is_active && !wallet.is_closed;
  const money::Minor charged = can_pay ? std::min(wallet.balance, penalty.amount) : 0;
  if (charged > 0)
    ledger::post(
        system,
        {"job_penalty",
         penalty.request,
         penalty.actor,
         penalty.reason,
         {{account, -charged, "penalty"},
          {ledger::house_account(system, "penalties", penalty.currency), charged, "penalty"}}});
  pg::Spi().run(insert_penalty, penalty.request, penalty.transporter, penalty.cause, penalty.amount,
                charged, penalty.currency, penalty.reason, penalty.actor);
  return charged;
}

}  // namespace socle::alogistics
