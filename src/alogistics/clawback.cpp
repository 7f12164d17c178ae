#include "alogistics/clawback.hpp"

#include "domain/freight/settlement.hpp"
#include "socle/ledger_accounts.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> sum_refunded{
    "select coalesce(sum(l.amount), 0)::bigint from alogistics.ledger_transfers as t"
    "   join alogistics.ledger_lines as l on l.transfer_id = t.id"
    " where t.request_id = $1 and t.kind = 'refund_after_completion' and l.type = 'refund'"};
// In the order in which post() locks them: what the wallet can give must not change any more.
constinit pg::Statement<std::vector<std::int64_t>> lock_accounts{
    "select from alogistics.ledger_accounts where id = any ($1) order by id for no key update"};

struct Accounts {
  ledger::AccountId client;
  ledger::AccountId transporter;
  ledger::AccountId platform;
};

Accounts accounts_of(pg::Schema system, const Job& job) {
  return {ledger::wallet_of(system, job.client, job.currency),
          ledger::wallet_of(system, *job.transporter, job.currency),
          ledger::house_account(system, "platform", job.currency)};
}

}  // namespace

money::Minor available(pg::Schema system, const Job& job) {
  const Accounts accounts = accounts_of(system, job);
  pg::Spi().run(lock_accounts, std::vector<std::int64_t>{accounts.client, accounts.transporter,
                                                         accounts.platform});
  const ledger::Wallet wallet = ledger::wallet_at(system, accounts.transporter);
  return wallet.is_active && !wallet.is_closed ? wallet.balance : 0;
}

money::Minor clawed_back(const Uuid& request) {
  return std::get<0>(*pg::Spi().row<std::int64_t>(sum_refunded, request));
}

void refuse_refund(const Job& job, money::Minor refundable, money::Minor given) {
  throw pg::Refused(Refusal(errors::refund_too_large)
                        .with("refundable", refundable)
                        .with("given", given)
                        .with("currency", job.currency));
}

ledger::TransferId claw_back(pg::Schema system, const Caller& caller, const Job& job,
                             money::Minor amount, const std::string& reason, bool platform_covers) {
  const money::Minor before = clawed_back(job.id);
  if (amount > job.price - before) refuse_refund(job, job.price - before, amount);
  const Accounts accounts = accounts_of(system, job);
  freight::Clawback parts =
      pg::value_or_raise(freight::claw_back(job.price, before, amount, job.rate_bps));
  if (platform_covers)
    parts = pg::value_or_raise(freight::limit(parts, available(system, job), true));
  std::vector<ledger::Posting> postings{{accounts.client, amount, "refund"}};
  if (parts.from_transporter > 0)
    postings.push_back({accounts.transporter, -parts.from_transporter, "debit"});
  if (parts.from_platform > 0)
    postings.push_back({accounts.platform, -parts.from_platform, "commission"});
  const ledger::TransferId id =
      ledger::post(system, {"refund_after_completion", job.id, caller.user, reason, postings});
  if (parts.from_transporter > 0) tell_taken_back(system, job, parts.from_transporter, reason);
  tell_refunded(system, job, amount);
  return id;
}

}  // namespace socle::alogistics
