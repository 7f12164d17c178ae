// Where the money of a request goes at a step.
#include "alogistics/effects.hpp"
#include "domain/errors/catalogue.hpp"
#include "socle/ledger_accounts.hpp"

namespace socle::alogistics {

void Effects::hold(money::Minor price) {
  const std::string currency = currency_of(row_);
  const ledger::AccountId wallet = ledger::wallet_of(system_, client_, currency);
  const ledger::AccountId escrow =
      ledger::open_subject(system_, "escrow", request_id(row_), currency);
  ledger::post(system_, {"payment",
                         request_id(row_),
                         caller_.user,
                         route().value,
                         {{wallet, -price, "debit"}, {escrow, price, "credit"}}});
}

// The escrow is divided between the transporter and the platform; a share of nothing is no line.
Release Effects::release() {
  const std::string currency = currency_of(row_);
  const Release release{row_.get<std::int64_t>("transporter_earnings"),
                        row_.get<std::int64_t>("platform_commission")};
  const ledger::Held escrow = ledger::held_for(system_, request_id(row_)).value();
  require_held(escrow.balance);
  std::vector<ledger::Posting> postings{{escrow.account, -price_of(row_), "debit"}};
  if (release.earnings > 0)
    postings.push_back(
        {ledger::wallet_of(system_, *transporter_, currency), release.earnings, "credit"});
  if (release.commission > 0)
    postings.push_back(
        {ledger::house_account(system_, "platform", currency), release.commission, "commission"});
  ledger::post(system_, {"settlement", request_id(row_), caller_.user, route().value, postings});
  return release;
}

// The escrow holds the price, to the franc, or nothing goes on.
void Effects::require_held(money::Minor balance) {
  if (balance != price_of(row_))
    throw pg::Refused(Refusal(errors::amount_mismatch)
                          .with("expected", price_of(row_))
                          .with("given", balance)
                          .with("currency", currency_of(row_)));
}

money::Minor Effects::give_back() {
  const auto escrow = ledger::held_for(system_, request_id(row_));
  if (!escrow || escrow->balance == 0) return 0;
  const ledger::AccountId wallet = ledger::wallet_of(system_, client_, currency_of(row_));
  ledger::post(system_, {"refund",
                         request_id(row_),
                         caller_.user,
                         route().value,
                         {{escrow->account, -escrow->balance, "debit"},
                          {wallet, escrow->balance, "refund"}}});
  return escrow->balance;
}

}  // namespace socle::alogistics
