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
  // Of a price of a few francs the advance can be all of it.
  if (escrow.balance == 0) return release;
  const money::Minor advance = advance_of(row_);
  std::vector<ledger::Posting> postings{{escrow.account, -escrow.balance, "debit"}};
  if (release.earnings > advance)
    postings.push_back({ledger::wallet_of(system_, *transporter_, currency),
                        release.earnings - advance, "credit"});
  if (release.commission > 0)
    postings.push_back(
        {ledger::house_account(system_, "platform", currency), release.commission, "commission"});
  ledger::post(system_, {"settlement", request_id(row_), caller_.user, route().value, postings});
  return release;
}

// The escrow holds the price without what was paid in advance, to the franc, or nothing goes on.
void Effects::require_held(money::Minor balance) {
  const money::Minor due = price_of(row_) - advance_of(row_);
  if (balance != due)
    throw pg::Refused(Refusal(errors::amount_mismatch)
                          .with("expected", due)
                          .with("given", balance)
                          .with("currency", currency_of(row_)));
}

// A part of the earnings comes when the goods are on board; release() pays the rest.
void Effects::pay_advance() {
  const money::Minor advance = advance_of(row_);
  const std::string currency = currency_of(row_);
  const ledger::Held escrow = ledger::held_for(system_, request_id(row_)).value();
  ledger::post(system_,
               {"advance",
                request_id(row_),
                caller_.user,
                route().value,
                {{escrow.account, -advance, "debit"},
                 {ledger::wallet_of(system_, *transporter_, currency), advance, "credit"}}});
}

}  // namespace socle::alogistics
