#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "domain/notifications/texts.hpp"

namespace socle::notifications {
namespace {

using Names = std::set<std::string>;

Names parameters_in(std::string_view title, std::string_view message) {
  Names names;
  const std::string text = std::string(title) + ' ' + std::string(message);
  std::size_t open = text.find('{');
  while (open != std::string::npos) {
    const std::size_t close = text.find('}', open);
    names.insert(text.substr(open + 1, close - open - 1));
    open = text.find('{', close);
  }
  return names;
}

// The parameters that the code gives.
const std::map<std::string_view, Names> parameters_given = {
    {"mail.digest", {"count", "title", "items"}},
    {"request.created.client", {"route", "price"}},
    {"request.validated.client", {"route", "price"}},
    {"request.priced.client", {"route", "price"}},
    {"request.rejected.client", {"route", "reason"}},
    {"request.assigned.client", {"route", "transporter", "plate"}},
    {"request.assigned.transporter", {"route", "earnings", "pickup_date"}},
    {"request.unassigned.client", {"route", "reason"}},
    {"request.unassigned.transporter", {"route", "reason"}},
    {"payment.held.client", {"route", "amount"}},
    {"payment.held.transporter", {"route", "amount"}},
    {"request.completed.client", {"route", "transporter"}},
    {"payment.released.transporter", {"route", "amount", "commission"}},
    {"request.cancelled.client", {"route", "reason"}},
    {"request.cancelled.transporter", {"route", "reason"}},
    {"payment.refunded.client", {"route", "amount"}},
    {"wallet.credited.owner", {"amount", "balance"}},
    {"wallet.debited.owner", {"amount", "balance"}},
    {"wallet.penalized.owner", {"amount", "reason"}},
    {"wallet.frozen.owner", {"currency", "reason"}},
    {"wallet.unfrozen.owner", {"currency"}},
    {"wallet.closed.owner", {"currency", "reason"}},
    {"rating.published.rated", {"route", "score"}},
    {"dispute.opened.opener", {"route"}},
    {"dispute.opened.other", {"route"}},
    {"dispute.assigned.moderator", {"route"}},
    {"dispute.message.reader", {"route", "sender"}},
    {"dispute.escalated.admin", {"route", "reason"}},
    {"dispute.reminder.staff", {"route"}},
    {"dispute.resolved_completed.party", {"route", "resolution"}},
    {"dispute.resolved_cancelled.party", {"route", "resolution"}},
    {"dispute.resolved_in_progress.party", {"route", "resolution"}},
    {"dispute.withdrawn.other", {"route"}},
    {"dispute.reopened.party", {"route", "reason"}},
    {"wallet.held.owner", {"amount", "reason"}},
    {"wallet.hold_ended.owner", {"captured", "returned"}},
    {"payment.taken_back.transporter", {"amount", "route", "reason"}},
    {"withdrawal.requested.owner", {"amount", "fee"}},
    {"withdrawal.sent.owner", {"amount"}},
    {"withdrawal.settled.owner", {"amount"}},
    {"withdrawal.returned.owner", {"amount", "reason"}},
    {"document.approved.owner", {"paper"}},
    {"document.rejected.owner", {"paper", "reason"}},
    {"document.expires_soon.owner", {"date", "paper"}},
    {"document.expired.owner", {"paper"}},
    {"document.expired_on_job.staff", {"paper", "route", "transporter"}},
    {"offer.made.staff", {"price", "route", "transporter"}},
    {"offer.accepted.transporter", {"price", "route"}},
    {"offer.rejected.transporter", {"route"}},
    {"offer.expired.transporter", {"route"}},
    {"pickup.confirmed.client", {"route"}},
    {"pickup.late.staff", {"route"}},
    {"payment.advance.transporter", {"amount", "route"}},
    {"delivery.code_issued.client", {"route"}},
    {"delivery.code_locked.client", {"route"}},
    {"request.declined.client", {"reason", "route"}},
    {"request.declined.transporter", {"route"}},
    {"request.no_show.client", {"route"}},
    {"request.no_show.transporter", {"reason", "route"}},
    {"penalty.charged.transporter", {"amount", "charged", "reason", "route"}},
    {"request.unpaid.client", {"route"}},
    {"request.unpaid.transporter", {"route"}},
    {"request.unclaimed.client", {"route"}},
    {"request.unclaimed_soon.staff", {"route"}},
    {"cancellation.fee.client", {"fee", "route"}},
    {"cancellation.compensation.transporter", {"amount", "route"}},
    {"tracking.arrived_pickup.client", {"route", "place", "time"}},
    {"tracking.arrived_delivery.client", {"route", "place", "time"}},
    {"tracking.deviation.staff", {"route"}},
    {"tracking.prolonged_stop.staff", {"route"}},
    {"error.fault.admin", {"code", "message"}},
    {"webhook.gone.admin", {"description", "url"}},
    {"webhook.failing.admin", {"days", "description", "url"}},
    {"account.welcome", {"name"}},
    {"mail.confirm_email", {"minutes", "token"}},
    {"mail.reset_password", {"minutes", "token"}},
    {"mail.password_changed", {}},
    {"mail.account_exists", {}},
};

TEST(Templates, HaveTheParametersThatTheWorkflowGives) {
  EXPECT_EQ(templates().size(), parameters_given.size());
  for (const Template& known : templates()) {
    const auto row = parameters_given.find(known.key);
    ASSERT_NE(row, parameters_given.end()) << known.key;
    EXPECT_EQ(parameters_in(known.title_fr, known.message_fr), row->second) << known.key;
    EXPECT_EQ(parameters_in(known.title_en, known.message_en), row->second) << known.key;
  }
}

TEST(Templates, HaveOneKeyEach) {
  Names keys;
  for (const Template& known : templates()) EXPECT_TRUE(keys.emplace(known.key).second);
}

TEST(Templates, HaveTheTypeOfTheirSubject) {
  for (const Template& known : templates()) {
    const auto names = [&](std::string_view word) {
      return known.key.find(word) != std::string_view::npos;
    };
    const bool is_assignment = names("assigned") || names("declined") || names("no_show") ||
                               names("unpaid") || known.key.starts_with("offer.");
    const bool is_payment = known.key.starts_with("payment.") || known.key.starts_with("wallet.") ||
                            known.key.starts_with("withdrawal.") || names("penalty.") ||
                            names("cancellation.");
    const bool is_tracking = known.key.starts_with("tracking.");
    const bool is_account = known.key.starts_with("account.") || known.key.starts_with("mail.") ||
                            known.key.starts_with("document.") || known.key.starts_with("error.") ||
                            known.key.starts_with("webhook.");
    const bool is_dispute = known.key.starts_with("dispute.");
    EXPECT_EQ(known.type, is_dispute      ? "dispute"
                          : is_assignment ? "assignment"
                          : is_payment    ? "payment"
                          : is_account    ? "system"
                          : is_tracking   ? "tracking"
                                          : "request")
        << known.key;
  }
}

TEST(Templates, AreWrittenInBothLanguages) {
  for (const Template& known : templates()) {
    for (const auto text : {known.title_fr, known.message_fr, known.title_en, known.message_en}) {
      EXPECT_FALSE(text.empty()) << known.key;
    }
    EXPECT_NE(known.title_fr, known.title_en);
    EXPECT_NE(known.message_fr, known.message_en);
  }
}

TEST(Fill, PutsInTheParameters) {
  const std::vector<Parameter> parameters = {{"balance", "30 000 FCFA"}, {"amount", "5 000 FCFA"}};
  EXPECT_EQ(fill("{amount}. Nouveau solde : {balance} ({amount})", parameters),
            "5 000 FCFA. Nouveau solde : 30 000 FCFA (5 000 FCFA)");
  EXPECT_EQ(fill("Bienvenue", parameters), "Bienvenue");
}

TEST(Fill, LeavesAMissingParameterVisible) {
  EXPECT_EQ(fill("{amount} of {balance}.", std::vector<Parameter>{{"amount", "1"}}),
            "1 of {balance}.");
}

TEST(Fill, NeverExpandsAValue) {
  const std::vector<Parameter> parameters = {{"amount", "{balance}{"}, {"balance", "}{amount}"}};
  EXPECT_EQ(fill("{amount} taken. New balance: {balance}.", parameters),
            "{balance}{ taken. New balance: }{amount}.");
}

}  // namespace
}  // namespace socle::notifications
