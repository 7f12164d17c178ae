// receive_payment_event(): what a payment provider tells, once, in whatever order it comes.
#include "alogistics/withdrawals.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/payments/event.hpp"
#include "domain/payments/signature.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using payments::EventType;
using payments::ProviderEvent;
using socle::ledger::WithdrawalEvent;
using socle::ledger::WithdrawalStatus;

constexpr std::size_t payload_bytes_max = 100'000;
constexpr std::size_t signature_bytes_max = 1000;

constinit pg::Statement<std::string> read_provider{
    "select secret, scheme, tolerance_s, mapping::text from alogistics.payment_providers"
    " where name = $1 and is_active"};

// The provider repeats itself until it is understood: what it says last is what is acted upon and
// kept. An event that was dealt with stays as it is, and gives no row.
constinit pg::Statement<std::string, std::string, std::string, std::string, std::int64_t,
                        std::string, std::string>
    take_event{
        "insert into alogistics.payment_events as e"
        "   (provider, event_id, type, reference, amount, currency, payload, outcome)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'unmatched')"
        " on conflict (provider, event_id) do update set type = excluded.type,"
        "   reference = excluded.reference, amount = excluded.amount,"
        "   currency = excluded.currency, payload = excluded.payload"
        " where e.outcome = 'unmatched' returning id"};
constinit pg::Statement<std::int64_t> lock_stored{
    "select e.provider, e.payload, e.outcome, p.mapping::text"
    " from alogistics.payment_events as e"
    "   join alogistics.payment_providers as p on p.name = e.provider"
    " where e.id = $1 for update of e"};
constinit pg::Statement<std::int64_t, std::string> set_outcome{
    "update alogistics.payment_events set outcome = $2,"
    "   processed_at = case $2 when 'processed' then clock_timestamp() else processed_at end"
    " where id = $1"};

constinit pg::Statement<std::int64_t, std::string> set_resolved{
    "update alogistics.payment_events set outcome = 'resolved', resolution = $2 where id = $1"};

constinit pg::Statement<Uuid, std::string> lock_intent{
    "select wallet_id, amount, currency, status::text"
    " from alogistics.payment_intents where id = $1 and provider = $2 for update"};
constinit pg::Statement<Uuid, std::string> set_intent{
    "update alogistics.payment_intents set status = $2::alogistics.payment_intent_status,"
    "   paid_at = case $2 when 'paid' then clock_timestamp() end where id = $1"};

constexpr std::string_view processed = "processed";
constexpr std::string_view ignored = "ignored";
constexpr std::string_view unmatched = "unmatched";
constexpr std::string_view conflict = "conflict";

// An event that does not say how much says nothing: a mapping that looks in the wrong place must
// not switch this check off.
bool says_otherwise(const ProviderEvent& event, money::Minor amount, std::string_view currency) {
  return event.amount != amount || (!event.currency.empty() && event.currency != currency);
}

void credit(pg::Schema system, const Uuid& intent, const ledger::Wallet& wallet,
            money::Minor amount, std::string_view provider) {
  ledger::post(system,
               {"top_up",
                intent,
                std::nullopt,
                std::string(provider),
                {{wallet.account, amount, "credit"},
                 {ledger::house_account(system, "external", wallet.currency), -amount, "credit"}}});
  tell_moved(system, wallet, amount, ledger::wallet_at(system, wallet.account).balance);
}

// Money that arrives is credited, also when the top-up was given up before; but once.
std::string_view about_payment(pg::Schema system, const std::string& provider,
                               const ProviderEvent& event, const Uuid& id) {
  pg::Spi spi;
  const auto intent =
      spi.row<Uuid, std::int64_t, std::string, std::string>(lock_intent, id, provider);
  if (!intent) return unmatched;
  const auto& [wallet, amount, currency, status] = *intent;
  if (event.meaning == EventType::payment_failed) {
    if (status == "paid") return conflict;
    if (status != "open") return ignored;
    spi.run(set_intent, id, std::string_view("failed"));
    return processed;
  }
  if (status == "paid" || says_otherwise(event, amount, currency)) return conflict;
  credit(system, id, ledger::require_wallet(system, wallet), amount, provider);
  spi.run(set_intent, id, std::string_view("paid"));
  return processed;
}

// A withdrawal that names its provider listens to no other.
std::string_view about_payout(pg::Schema system, const std::string& provider,
                              const ProviderEvent& event, const Uuid& id) {
  const auto withdrawal = lock_withdrawal(id);
  if (!withdrawal || withdrawal->provider.value_or(provider) != provider) return unmatched;
  const bool is_settled = event.meaning == EventType::payout_settled;
  const WithdrawalStatus told = is_settled ? WithdrawalStatus::settled : WithdrawalStatus::failed;
  if (withdrawal->status == told) return ignored;
  const WithdrawalEvent step = is_settled ? WithdrawalEvent::settle : WithdrawalEvent::fail;
  if (!socle::ledger::next(withdrawal->status, step) ||
      says_otherwise(event, withdrawal->amount, withdrawal->currency))
    return conflict;
  take_step(system, Caller{}, *withdrawal, step,
            is_settled ? std::nullopt : OptionalText(event.type));
  return processed;
}

std::string_view act(pg::Schema system, const std::string& provider, const ProviderEvent& event) {
  if (event.meaning == EventType::other) return ignored;
  const auto id = parse_uuid(event.reference);
  if (!id) return unmatched;
  if (event.meaning == EventType::payment_succeeded || event.meaning == EventType::payment_failed)
    return about_payment(system, provider, event, *id);
  return about_payout(system, provider, event, *id);
}

// What the books refuse (a frozen wallet) must not lose the event: staff try again later.
std::string process(pg::Schema system, std::int64_t row, const std::string& provider,
                    const ProviderEvent& event) {
  std::string_view outcome = conflict;
  pg::attempt([&] { outcome = act(system, provider, event); }, pg::business_refusal);
  pg::Spi().run(set_outcome, row, outcome);
  return std::string(outcome);
}

// The row of this event, locked; nothing if it was dealt with before.
std::optional<std::int64_t> take_in(const std::string& provider, const std::string& payload,
                                    const ProviderEvent& event) {
  const auto text = [](const std::string& value) {
    return value.empty() ? OptionalText() : OptionalText(value);
  };
  pg::Spi spi;
  const auto row =
      spi.row<std::int64_t>(take_event, provider, event.id, event.type, text(event.reference),
                            event.amount, text(event.currency), payload);
  return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

// The same work and the same answer as for a signature with another secret.
[[noreturn]] void refuse_unknown(std::string_view body, std::string_view proof) {
  pg::check(payments::verify_signature(payments::Scheme::hmac_sha256, body, proof,
                                       "nobody's secret", pg::statement_unix_seconds(), 1));
  throw pg::Refused(Refusal(errors::invalid_signature).with("reason", "does not match"));
}

// Anybody may call; the signature says who speaks. An unknown provider looks like a wrong one.
std::string receive_payment_event(const OptionalText& provider, const OptionalText& payload,
                                  const OptionalText& signature) {
  const pg::Schema system = require_tables();
  const std::string& name = require(provider, "provider");
  const std::string& body = require(payload, "payload");
  const std::string& proof = require(signature, "signature");
  if (body.size() > payload_bytes_max) refuse_value("payload", "more than 100000 bytes");
  if (proof.size() > signature_bytes_max) refuse_value("signature", "more than 1000 bytes");
  const pg::AsRole owner(pg::owner_of(system));
  const auto known =
      pg::Spi().row<std::string, std::string, std::int32_t, std::string>(read_provider, name);
  if (!known) refuse_unknown(body, proof);
  const auto& [secret, scheme, tolerance_s, mapping] = *known;
  pg::check(payments::verify_signature(payments::parse_scheme(scheme).value(), body, proof, secret,
                                       pg::statement_unix_seconds(), tolerance_s));
  const ProviderEvent event = pg::value_or_raise(payments::read_event(body, mapping));
  const auto row = take_in(name, body, event);
  return row ? process(system, *row, name, event) : "duplicate";
}

// An event as it was stored, locked until the transaction ends.
struct Stored {
  std::string provider;
  std::string payload;
  std::string outcome;
  std::string mapping;

  bool is_open() const { return outcome == unmatched || outcome == conflict; }
};

Stored lock_event(std::int64_t id) {
  const auto row =
      pg::Spi().row<std::string, std::string, std::string, std::string>(lock_stored, id);
  if (!row) refuse_missing("payment_event", id);
  return std::make_from_tuple<Stored>(*row);
}

std::string retry_payment_event(const std::optional<std::int64_t>& number) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const std::int64_t id = require(number, "event");
  const pg::AsRole owner(pg::owner_of(system));
  const Stored stored = lock_event(id);
  if (!stored.is_open()) return stored.outcome;
  return process(system, id, stored.provider,
                 pg::value_or_raise(payments::read_event(stored.payload, stored.mapping)));
}

// For what staff have set right by other means.
bool resolve_payment_event(const std::optional<std::int64_t>& number, const OptionalText& reason) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const std::int64_t id = require(number, "event");
  const std::string& why = require_reason(reason);
  const pg::AsRole owner(pg::owner_of(system));
  const Stored stored = lock_event(id);
  if (!stored.is_open())
    throw pg::Refused(Refusal(errors::invalid_transition)
                          .with("from", stored.outcome)
                          .with("to", "resolved")
                          .with_json("allowed", "[]"));
  pg::Spi().run(set_resolved, id, why);
  note(system, caller, "payment_event.resolve", "payment_events", std::to_string(id));
  return true;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_receive_payment_event, socle::alogistics::receive_payment_event);
SOCLE_EXPORT(alogistics_resolve_payment_event, socle::alogistics::resolve_payment_event);
SOCLE_EXPORT(alogistics_retry_payment_event, socle::alogistics::retry_payment_event);
