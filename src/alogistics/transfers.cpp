// Movements that staff and the back office make by hand, and their reversal.
#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<std::int64_t> read_transfer{
    "select kind, request_id, parties from alogistics.ledger_transfers where id = $1"
    " for no key update"};
constinit pg::Statement<std::int64_t> is_reversed{
    "select exists (select from alogistics.ledger_transfers where reverses_id = $1)"};
constinit pg::Statement<std::int64_t> read_lines{
    "select account_id, amount, type::text from alogistics.ledger_lines"
    " where transfer_id = $1 order by account_id"};

// What can be taken back by hand. The rest belongs to a request, a hold, a withdrawal or a top-up,
// which would not know of it.
constexpr std::string_view reversible_kinds[] = {
    "transfer", "penalty", "job_penalty", "credit", "debit", "refund", "commission", "withdrawal"};

std::int64_t post_transfer(const std::optional<std::int64_t>& debit,
                           const std::optional<std::int64_t>& credit,
                           const std::optional<std::int64_t>& amount, const OptionalText& reason,
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
                                 {{from, -sum, "debit"}, {to, sum, "credit"}},
                                 std::nullopt,
                                 true});
  });
}

std::int64_t charge(pg::Schema system, const Caller& caller, const Uuid& wallet_id,
                    const pg::Numeric& amount, const std::string& reason,
                    const OptionalUuid& request) {
  const pg::AsRole owner(pg::owner_of(system));
  const ledger::Wallet wallet = ledger::require_wallet(system, wallet_id);
  refuse_own(caller, wallet.owner);
  check_request(request);
  const money::Minor sum = minor_units(amount, wallet.currency);
  const ledger::TransferId id = ledger::post(
      system, {"penalty",
               request,
               caller.user,
               reason,
               {{wallet.account, -sum, "penalty"},
                {ledger::house_account(system, "penalties", wallet.currency), sum, "penalty"}}});
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, sum, wallet.currency, wallet.owner)}, {"reason", reason}};
  notify(spi, system, wallet.owner, "wallet.penalized.owner", parameters, request);
  note(system, caller, "wallet.penalty", "ledger_transfers", std::to_string(id));
  return id;
}

std::int64_t charge_penalty(const OptionalUuid& wallet, const std::optional<pg::Numeric>& amount,
                            const OptionalText& reason, const OptionalUuid& request,
                            const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid wallet_id = require(wallet, "wallet_uuid");
  const pg::Numeric& sum = require(amount, "amount");
  const std::string& why = require_reason(reason);
  return once(system, "charge_penalty", key, Arguments(wallet_id, sum, why, request),
              [&] { return charge(system, caller, wallet_id, sum, why, request); });
}

void check_reversible(pg::Spi& spi, std::int64_t id, const std::string& kind) {
  const auto* const end = std::end(reversible_kinds);
  if (std::find(std::begin(reversible_kinds), end, kind) == end)
    throw pg::Refused(Refusal(errors::not_reversible).with("kind", kind));
  if (std::get<0>(*spi.row<bool>(is_reversed, id)))
    throw pg::Refused(Refusal(errors::already_reversed).with("transfer", id));
}

// The same lines with the opposite sign. Of two at once, the second waits for the transfer's row;
// where it keeps an older snapshot it meets the unique key.
std::int64_t take_back(pg::Schema system, const Caller& caller, std::int64_t id,
                       const std::string& reason) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto transfer =
      spi.row<std::string, std::optional<Uuid>, std::vector<Uuid>>(read_transfer, id);
  if (!transfer) refuse_missing("transfer", id);
  const auto& [kind, request, parties] = *transfer;
  for (const Uuid& party : parties) refuse_own(caller, party);
  check_reversible(spi, id, kind);
  std::vector<ledger::Posting> postings;
  const auto lines = spi.rows<std::int64_t, std::int64_t, std::string>(read_lines, id);
  for (const auto& [account, amount, type] : lines) postings.push_back({account, -amount, type});
  std::int64_t reversal = 0;
  const auto conflict = pg::attempt(
      [&] {
        reversal =
            ledger::post(system, {"reversal", request, caller.user, reason, postings, id, true});
      },
      pg::unique_violation);
  if (conflict) throw pg::Refused(Refusal(errors::already_reversed).with("transfer", id));
  note(system, caller, "transfer.reverse", "ledger_transfers", std::to_string(id));
  return reversal;
}

std::int64_t reverse(const std::optional<std::int64_t>& transfer, const OptionalText& reason,
                     const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const std::int64_t id = require(transfer, "transfer");
  const std::string& why = require_reason(reason);
  return once(system, "reverse", key, Arguments(id, why),
              [&] { return take_back(system, caller, id, why); });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_post_transfer, socle::alogistics::post_transfer);
SOCLE_EXPORT(alogistics_charge_penalty, socle::alogistics::charge_penalty);
SOCLE_EXPORT(alogistics_reverse, socle::alogistics::reverse);
