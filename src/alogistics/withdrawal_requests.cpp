// request_withdrawal(): the money leaves the wallet before anybody decides.
#include "alogistics/checks.hpp"
#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/ledger/withdrawal.hpp"

namespace socle::alogistics {

namespace {

constexpr std::size_t destination_bytes_max = 2000;

constinit pg::Statement<Uuid> sum_of_today{
    "select coalesce(sum(amount), 0)::bigint from alogistics.withdrawals"
    " where wallet_id = $1 and status not in ('failed', 'cancelled')"
    "   and requested_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'"};

// Times grow with seq, so the newest line before the limit is where the sum begins, and only newer
// lines are read.
constinit pg::Statement<std::int64_t, std::int64_t> sum_of_credits{
    "select coalesce(sum(amount), 0)::bigint from alogistics.ledger_entries"
    " where account_id = $1 and type = 'credit' and amount > 0"
    "   and seq > coalesce((select seq from alogistics.ledger_entries"
    "                       where account_id = $1 and created_at <= now() - $2 * interval '1 day'"
    "                       order by seq desc limit 1), 0)"};

constinit pg::Statement<Uuid, Uuid, std::int64_t, std::int64_t, std::string, pg::Json>
    insert_withdrawal{
        "insert into alogistics.withdrawals"
        "   (wallet_id, user_id, amount, fee, currency, destination)"
        " values ($1, $2, $3, $4, $5, $6) returning id"};

// Limits are in the platform's currency; a rate and a number of days fit any.
socle::ledger::WithdrawalRules rules_for(pg::Schema system, std::string_view currency) {
  const bool has_limits = text_setting(system, "platform.currency") == currency;
  const auto limit = [&](std::string_view key) {
    return has_limits ? integer_setting(system, key) : 0;
  };
  return {limit("withdrawal.minimum"), limit("withdrawal.fee"),
          integer_setting(system, "withdrawal.fee_bps"), limit("withdrawal.daily_cap"),
          static_cast<int>(integer_setting(system, "withdrawal.hold_days"))};
}

// The wallet is locked, so that two requests at once cannot both find room under the cap.
money::Minor fee_of(pg::Schema system, const ledger::Wallet& wallet, money::Minor amount) {
  const socle::ledger::WithdrawalRules rules = rules_for(system, wallet.currency);
  pg::Spi spi;
  const auto today = spi.row<std::int64_t>(sum_of_today, wallet.id);
  std::int64_t recently = 0;
  if (rules.hold_days > 0)
    recently = std::get<0>(
        *spi.row<std::int64_t>(sum_of_credits, wallet.account, std::int64_t{rules.hold_days}));
  return pg::value_or_raise(socle::ledger::withdrawal_fee(
      rules, {amount, wallet.balance, std::get<0>(*today), recently, wallet.currency}));
}

void tell(pg::Schema system, const ledger::Wallet& wallet, money::Minor amount, money::Minor fee) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, amount, wallet.currency, wallet.owner)},
      {"fee", written(system, fee, wallet.currency, wallet.owner)}};
  notify(spi, system, wallet.owner, "withdrawal.requested.owner", parameters, std::nullopt);
}

Uuid withdraw(pg::Schema system, const Caller& caller, const pg::Numeric& amount,
              const pg::Json& destination, const OptionalUuid& wallet_uuid) {
  const pg::AsRole owner(pg::owner_of(system));
  const ledger::Wallet wallet =
      ledger::lock_wallet(system, own_wallet(system, caller, wallet_uuid).id);
  // A wallet that nothing leaves says so before anything about amounts.
  check_usable(wallet, 0);
  const money::Minor sum = minor_units(amount, wallet.currency);
  const money::Minor fee = fee_of(system, wallet, sum);
  Uuid id;
  {
    pg::Spi spi;
    id = std::get<0>(*spi.row<Uuid>(insert_withdrawal, wallet.id, wallet.owner, sum, fee,
                                    wallet.currency, destination));
  }
  ledger::post(
      system,
      {"withdrawal_requested",
       std::nullopt,
       caller.user,
       std::nullopt,
       {{wallet.account, -(sum + fee), "withdrawal"},
        {ledger::open_subject(system, "payout", id, wallet.currency), sum + fee, "withdrawal"}}});
  tell(system, wallet, sum, fee);
  return id;
}

Uuid request_withdrawal(const std::optional<pg::Numeric>& amount,
                        const std::optional<pg::Json>& destination, const OptionalUuid& wallet,
                        const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const pg::Numeric& sum = require(amount, "amount");
  const pg::Json& where = require(destination, "destination");
  if (!where.text.starts_with('{') || where.text == "{}" ||
      where.text.size() > destination_bytes_max)
    refuse_value("destination", "not a JSON object of at most 2000 bytes");
  return once(system, "request_withdrawal", key, Arguments(sum, where, wallet),
              [&] { return withdraw(system, caller, sum, where, wallet); });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_request_withdrawal, socle::alogistics::request_withdrawal);
