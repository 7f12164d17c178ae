// refund(): staff give money of a job back to its client.
#include "alogistics/money_op.hpp"
#include "alogistics/step.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/lifecycle.hpp"
#include "domain/freight/settlement.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> lock_request{
    "select client_id, assigned_transporter_id, status::text, coalesce(final_price, 0), currency,"
    "   coalesce(commission_bps, 0), pickup_city || ' → ' || delivery_city, advance_paid"
    " from alogistics.transport_requests where id = $1 for no key update"};
constinit pg::Statement<Uuid, std::int64_t> lower_price{
    "update alogistics.transport_requests set final_price = final_price - $2 where id = $1"};
constinit pg::Statement<Uuid> sum_refunded{
    "select coalesce(sum(l.amount), 0)::bigint from alogistics.ledger_transfers as t"
    "   join alogistics.ledger_lines as l on l.transfer_id = t.id"
    " where t.request_id = $1 and t.kind = 'refund_after_completion' and l.type = 'refund'"};

struct Job {
  Uuid id;
  Uuid client;
  OptionalUuid transporter;
  freight::Status status;
  money::Minor price;
  std::string currency;
  std::int32_t rate_bps;
  std::string route;
  money::Minor advance;
};

Job lock(const Caller& caller, const Uuid& id) {
  pg::Spi spi;
  const auto row = spi.row<Uuid, OptionalUuid, std::string, std::int64_t, std::string, std::int32_t,
                           std::string, std::int64_t>(lock_request, id);
  if (!row) refuse_missing("transport_request", id);
  const auto& [client, transporter, status, price, currency, rate_bps, route, advance] = *row;
  if (caller.user && (*caller.user == client || caller.user == transporter))
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "own job"));
  return {id,       client, transporter, freight::parse_status(status).value(), price, currency,
          rate_bps, route,  advance};
}

[[noreturn]] void refuse_amount(const Job& job, money::Minor refundable, money::Minor given) {
  throw pg::Refused(Refusal(errors::refund_too_large)
                        .with("refundable", refundable)
                        .with("given", given)
                        .with("currency", job.currency));
}

void tell_client(pg::Schema system, const Job& job, money::Minor amount) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(spi, system, amount, job.currency, job.client)}, {"route", job.route}};
  notify(spi, system, job.client, "payment.refunded.client", parameters, job.id);
}

void tell_transporter(pg::Schema system, const Job& job, money::Minor amount,
                      const std::string& reason) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(spi, system, amount, job.currency, *job.transporter)},
      {"route", job.route},
      {"reason", reason}};
  notify(spi, system, *job.transporter, "payment.taken_back.transporter", parameters, job.id);
}

// The job goes on at a lower price; the escrow holds just that. To give everything back is to
// cancel. What the transporter has had in advance stays earned.
std::int64_t lower(pg::Schema system, const Caller& caller, const Job& job, money::Minor amount,
                   const std::string& reason) {
  const money::Minor least = freight::least_price(job.advance, job.rate_bps);
  if (amount > job.price - least) refuse_amount(job, job.price - least, amount);
  const ledger::TransferId id = ledger::post(
      system, {"refund",
               job.id,
               caller.user,
               reason,
               {{ledger::held_for(system, job.id).value().account, -amount, "debit"},
                {ledger::wallet_of(system, job.client, job.currency), amount, "refund"}}});
  const PriceCut cut;
  pg::Spi().run(lower_price, job.id, amount);
  return id;
}

// Transporter and platform give back what they got of it, by the frozen rate. Rounded over all
// refunds of the job together, so that many small ones take no more commission than one.
std::int64_t take_back(pg::Schema system, const Caller& caller, const Job& job, money::Minor amount,
                       const std::string& reason) {
  const money::Minor before = std::get<0>(*pg::Spi().row<std::int64_t>(sum_refunded, job.id));
  if (amount > job.price - before) refuse_amount(job, job.price - before, amount);
  const auto commission_of = [&](money::Minor sum) {
    return sum == 0 ? 0 : pg::value_or_raise(money::split(sum, job.rate_bps)).commission;
  };
  const money::Minor commission = commission_of(before + amount) - commission_of(before);
  const money::Minor earnings = amount - commission;
  std::vector<ledger::Posting> postings{
      {ledger::wallet_of(system, job.client, job.currency), amount, "refund"}};
  if (earnings > 0)
    postings.push_back(
        {ledger::wallet_of(system, *job.transporter, job.currency), -earnings, "debit"});
  if (commission > 0)
    postings.push_back(
        {ledger::house_account(system, "platform", job.currency), -commission, "commission"});
  const ledger::TransferId id =
      ledger::post(system, {"refund_after_completion", job.id, caller.user, reason, postings});
  if (earnings > 0) tell_transporter(system, job, earnings, reason);
  return id;
}

std::int64_t give_back(pg::Schema system, const Caller& caller, const Uuid& id,
                       const pg::Numeric& amount, const std::string& reason) {
  const pg::AsRole owner(pg::owner_of(system));
  const Job job = lock(caller, id);
  const money::Minor sum = minor_units(amount, job.currency);
  std::int64_t transfer = 0;
  if (job.status == freight::Status::in_progress || job.status == freight::Status::disputed)
    transfer = lower(system, caller, job, sum, reason);
  else if (job.status == freight::Status::completed)
    transfer = take_back(system, caller, job, sum, reason);
  else
    refuse_amount(job, 0, sum);
  tell_client(system, job, sum);
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
