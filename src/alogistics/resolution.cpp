// How a dispute ends: decided by staff, who say what becomes of job and money, or withdrawn.
#include "alogistics/checks.hpp"
#include "alogistics/clawback.hpp"
#include "alogistics/dispute_row.hpp"
#include "alogistics/money_op.hpp"
#include "alogistics/step.hpp"
#include "domain/freight/settlement.hpp"
#include "domain/utf8.hpp"

namespace socle::alogistics {

namespace {

namespace dispute = freight::dispute;
using freight::Status;

constexpr std::ptrdiff_t resolution_characters_max = 4000;

constinit pg::Statement<Uuid, std::string, std::int64_t, bool, std::string, Uuid> close_statement{
    "update alogistics.disputes set status = 'resolved',"
    "   outcome = $2::alogistics.request_status, refund = $3, platform_covers = $4,"
    "   resolution = $5, resolved_by = $6, resolved_at = clock_timestamp() where id = $1"};
constinit pg::Statement<Uuid, std::string, std::int64_t, std::string> move_request{
    "update alogistics.transport_requests set status = $2::alogistics.request_status,"
    "   final_price = final_price - $3, status_reason = coalesce(left($4, 1000), status_reason)"
    " where id = $1"};
// Reasons of transfers are shorter than decisions.
constinit pg::Statement<std::string> shorten{"select left($1, 1000)"};

// What staff decided.
struct Decision {
  Status outcome;
  money::Minor refund;
  std::string text;
  bool platform_covers;
};

bool is_zero(const pg::Numeric& amount) {
  return amount.text.find_first_not_of("0.") == std::string::npos;
}

bool was_released(const Dispute& found) { return found.disputed_from == Status::completed; }

Status require_outcome(const Dispute& found, const std::string& word) {
  const auto outcome = freight::parse_status(word);
  if (outcome == Status::completed || outcome == Status::cancelled) return *outcome;
  if (outcome != Status::in_progress) refuse_value("outcome", "not an outcome");
  if (was_released(found)) refuse_value("outcome", "the job was completed before");
  return *outcome;
}

// A job that is not cancelled keeps a price: to give everything back is to cancel.
money::Minor refundable(const Dispute& found, Status outcome) {
  const Job& job = found.job;
  if (was_released(found)) return job.price - clawed_back(job.id);
  if (outcome == Status::cancelled) return job.price;
  // What the transporter has had in advance stays earned while the job goes on.
  const money::Minor advance = outcome == Status::in_progress ? job.advance : 0;
  return job.price - freight::least_price(advance, job.rate_bps);
}

money::Minor refund_of(const Dispute& found, Status outcome,
                       const std::optional<pg::Numeric>& given) {
  const money::Minor most = refundable(found, outcome);
  if (!given) return outcome == Status::cancelled ? most : 0;
  const money::Minor refund = is_zero(*given) ? 0 : minor_units(*given, found.job.currency);
  if (refund > most) refuse_refund(found.job, most, refund);
  return refund;
}

void tell_released(pg::Schema system, const Job& job, const freight::Resolution& parts) {
  pg::Spi spi;
  const auto amount = [&](money::Minor sum) {
    return written(system, sum, job.currency, *job.transporter);
  };
  tell(system, job, *job.transporter, "payment.released.transporter",
       {{"amount", amount(parts.to_transporter)}, {"commission", amount(parts.commission)}});
}

// What the transporter has to give back of the advance and cannot: the platform pays it into the
// escrow.
money::Minor cover(pg::Schema system, const Caller& caller, const Job& job,
                   ledger::AccountId escrow, money::Minor owed, const std::string& reason) {
  const money::Minor missing =
      pg::value_or_raise(freight::limit({owed, 0}, available(system, job), true)).from_platform;
  if (missing > 0)
    ledger::post(system,
                 {"cover",
                  job.id,
                  caller.user,
                  reason,
                  {{ledger::house_account(system, "platform", job.currency), -missing, "debit"},
                   {escrow, missing, "credit"}}});
  return missing;
}

// The escrow is divided, to the franc; or gives back a part, and the job goes on at the lower
// price.
void divide_escrow(pg::Schema system, const Caller& caller, const Job& job,
                   const Decision& decision, const std::string& reason) {
  const ledger::Held escrow = ledger::held_for(system, job.id).value();
  std::vector<ledger::Posting> postings;
  const auto add = [&](ledger::AccountId account, money::Minor amount, std::string_view type) {
    if (amount != 0) postings.push_back({account, amount, type});
  };
  add(ledger::wallet_of(system, job.client, job.currency), decision.refund, "refund");
  if (decision.outcome == Status::in_progress) {
    add(escrow.account, -decision.refund, "debit");
    if (decision.refund > 0)
      ledger::post(system, {"refund", job.id, caller.user, reason, postings});
  } else {
    const freight::Resolution parts =
        pg::value_or_raise(freight::resolve(job.price, job.advance, decision.refund, job.rate_bps));
    const money::Minor missing =
        parts.from_transporter > 0 && decision.platform_covers
            ? cover(system, caller, job, escrow.account, parts.from_transporter, reason)
            : 0;
    const money::Minor earnings = parts.to_transporter - parts.from_transporter + missing;
    add(escrow.account, job.advance - job.price - missing, "debit");
    add(ledger::wallet_of(system, *job.transporter, job.currency), earnings,
        earnings < 0 ? "debit" : "credit");
    add(ledger::house_account(system, "platform", job.currency), parts.commission, "commission");
    // Of a price that the advance was all of, nothing is left to divide.
    if (!postings.empty())
      ledger::post(system, {"resolution", job.id, caller.user, reason, postings});
    if (parts.to_transporter > 0) tell_released(system, job, parts);
  }
  if (decision.refund > 0) tell_refunded(system, job, decision.refund);
}

void move_money(pg::Schema system, const Caller& caller, const Dispute& found,
                const Decision& decision) {
  const std::string reason = std::get<0>(*pg::Spi().row<std::string>(shorten, decision.text));
  if (!was_released(found))
    divide_escrow(system, caller, found.job, decision, reason);
  else if (decision.refund > 0)
    claw_back(system, caller, found.job, decision.refund, reason, decision.platform_covers);
}

// The request goes where the dispute, which is closed already, says.
void move(const Dispute& found, Status outcome, money::Minor refund, const OptionalText& reason) {
  const bool is_price_lower = !was_released(found) && outcome != Status::cancelled;
  const PriceCut cut;
  pg::Spi().run(move_request, found.job.id, std::string(freight::to_string(outcome)),
                is_price_lower ? refund : money::Minor{0}, reason);
}

void close(pg::Schema system, const Caller& caller, const Dispute& found, Status outcome,
           money::Minor refund, bool platform_covers, const OptionalText& text) {
  const DisputeChange ours;
  pg::Spi().run(close_statement, found.id, std::string(freight::to_string(outcome)), refund,
                platform_covers, text, caller.user);
  drop_deadlines(system, found.id);
}

void decide(const Caller& caller, const Dispute& found, dispute::Event event, bool has_reason) {
  pg::value_or_raise(dispute::decide({event, found.status, actors_of(caller, found), has_reason}));
}

void resolve(pg::Schema system, const Caller& caller, const Dispute& found,
             const Decision& decision) {
  close(system, caller, found, decision.outcome, decision.refund, decision.platform_covers,
        decision.text);
  move_money(system, caller, found, decision);
  move(found, decision.outcome, decision.refund, decision.text);
  tell_parties(system, found.job,
               "dispute.resolved_" + std::string(freight::to_string(decision.outcome)) + ".party",
               {{"resolution", decision.text}});
  note(system, caller, "dispute.resolve", "disputes", to_string(found.id));
}

bool resolve_dispute(const OptionalUuid& dispute_uuid, const OptionalText& outcome,
                     const OptionalText& resolution, const std::optional<pg::Numeric>& refund,
                     const std::optional<bool>& platform_covers, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(dispute_uuid, "dispute_uuid");
  const std::string& word = require(outcome, "outcome");
  const std::string text = resolution.value_or("");
  if (character_count(text) > resolution_characters_max)
    refuse_too_long("resolution", resolution_characters_max);
  const bool is_covered = platform_covers.value_or(false);
  return once(
      system, "resolve_dispute", key, Arguments(id, word, resolution, refund, is_covered), [&] {
        const pg::AsRole owner(pg::owner_of(system));
        const Dispute found = lock_dispute_of(caller, id);
        decide(caller, found, dispute::Event::resolve, !is_blank(text));
        const Status end = require_outcome(found, word);
        resolve(system, caller, found, {end, refund_of(found, end, refund), text, is_covered});
        return true;
      });
}

bool withdraw_dispute(const OptionalUuid& dispute_uuid, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(dispute_uuid, "dispute_uuid");
  return once(system, "withdraw_dispute", key, Arguments(id), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const Dispute found = lock_dispute_of(caller, id);
    decide(caller, found, dispute::Event::withdraw, false);
    close(system, caller, found, found.disputed_from, 0, false, std::nullopt);
    move(found, found.disputed_from, 0, std::nullopt);
    tell(system, found.job,
         found.opener == found.job.client ? *found.job.transporter : found.job.client,
         "dispute.withdrawn.other");
    if (found.moderator && access_of(system, *found.moderator).is_staff())
      tell(system, found.job, *found.moderator, "dispute.withdrawn.other");
    note(system, caller, "dispute.withdraw", "disputes", to_string(id));
    return true;
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_resolve_dispute, socle::alogistics::resolve_dispute);
SOCLE_EXPORT(alogistics_withdraw_dispute, socle::alogistics::withdraw_dispute);
