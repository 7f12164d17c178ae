// refund(): staff give money of a job back to its client.
#include "alogistics/clawback.hpp"
#include "alogistics/money_op.hpp"
#include "alogistics/step.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/settlement.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, std::int64_t> lower_price{
    "update alogistics.transport_requests set final_price = final_price - $2 where id = $1"};

// The job goes on at a lower price; the escrow holds just that. To give everything back is to
// cancel. What the transporter has had in advance stays earned.
std::int64_t lower(pg::Schema system, const Caller& caller, const Job& job, money::Minor amount,
                   const std::string& reason) {
  const money::Minor least = freight::least_price(job.advance, job.rate_bps);
  if (amount > job.price - least) refuse_refund(job, job.price - least, amount);
  const ledger::TransferId id = ledger::post(
      system, {"refund",
               job.id,
               caller.user,
               reason,
               {{ledger::held_for(system, job.id).value().account, -amount, "debit"},
                {ledger::wallet_of(system, job.client, job.currency), amount, "refund"}}});
  const PriceCut cut;
  pg::Spi().run(lower_price, job.id, amount);
  tell_refunded(system, job, amount);
  return id;
}

std::int64_t give_back(pg::Schema system, const Caller& caller, const Uuid& id,
                       const pg::Numeric& amount, const std::string& reason) {
  const pg::AsRole owner(pg::owner_of(system));
  const Job job = lock_job(id);
  if (job.is_party(caller.user))
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "own job"));
  const money::Minor sum = minor_units(amount, job.currency);
  std::int64_t transfer = 0;
  // What is disputed is decided by the dispute.
  if (job.status == freight::Status::in_progress)
    transfer = lower(system, caller, job, sum, reason);
  else if (job.status == freight::Status::completed)
    transfer = claw_back(system, caller, job, sum, reason);
  else
    refuse_refund(job, 0, sum);
  note(system, caller, "transport_request.refund", "transport_requests", to_string(id));
  return transfer;
}

std::int64_t refund(const OptionalUuid& request, const std::optional<pg::Numeric>& amount,
                    const OptionalText& reason, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(request, "request_uuid");
  const pg::Numeric& sum = require(amount, "amount");
  const std::string& why = require_reason(reason);
  return once(system, "refund", key, Arguments(id, sum, why),
              [&] { return give_back(system, caller, id, sum, why); });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_refund, socle::alogistics::refund);
