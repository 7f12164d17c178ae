// Payment providers, and what people mean to pay in through them.
#include "alogistics/checks.hpp"
#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/payments/event.hpp"
#include "domain/payments/signature.hpp"

namespace socle::alogistics {

namespace {

constexpr std::size_t secret_least = 16;
constexpr std::size_t secret_most = 1000;
constexpr std::int32_t tolerance_most_s = 86'400;

constinit pg::Statement<std::string, std::string, std::string, std::int32_t, pg::Json, bool>
    upsert_provider{
        "insert into alogistics.payment_providers"
        "   (name, secret, scheme, tolerance_s, mapping, is_active)"
        " values ($1, $2, $3, $4, $5, $6)"
        " on conflict (name) do update set secret = $2, scheme = $3, tolerance_s = $4,"
        "   mapping = $5, is_active = $6"};

constinit pg::Statement<std::string> is_active_provider{
    "select exists (select from alogistics.payment_providers where name = $1 and is_active)"};

constinit pg::Statement<Uuid, Uuid, std::string, std::int64_t, std::string, std::int64_t>
    insert_intent{
        "insert into alogistics.payment_intents"
        "   (wallet_id, user_id, provider, amount, currency, expires_at)"
        " values ($1, $2, $3, $4, $5, now() + $6 * interval '1 hour') returning id"};

void check_name(const std::string& name) {
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || name.size() > 32 || !(name[0] >= 'a' && name[0] <= 'z') ||
      !std::all_of(name.begin(), name.end(), is_fine))
    refuse_value("name", "not 1 to 32 lower-case letters, digits or _");
}

bool set_payment_provider(const OptionalText& name, const OptionalText& secret,
                          const OptionalText& scheme,
                          const std::optional<std::int32_t>& tolerance_s,
                          const std::optional<pg::Json>& mapping,
                          const std::optional<bool>& is_active) {
  const pg::Schema system = require_tables();
  const Caller caller = require_admin(system);
  check_name(require(name, "name"));
  const std::string& key = require(secret, "secret");
  if (key.size() < secret_least || key.size() > secret_most)
    refuse_value("secret", "not 16 to 1000 characters");
  if (!payments::parse_scheme(require(scheme, "scheme"))) refuse_value("scheme", "unknown");
  const std::int32_t tolerance = require(tolerance_s, "tolerance_s");
  if (tolerance < 1 || tolerance > tolerance_most_s)
    refuse_value("tolerance_s", "not between 1 and 86400");
  pg::check(payments::check_mapping(require(mapping, "mapping").text));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi().run(upsert_provider, *name, key, *scheme, tolerance, *mapping,
                require(is_active, "is_active"));
  // Without the row: it holds the secret.
  note(system, caller, "payment_provider.set", "payment_providers", *name);
  return true;
}

Uuid intend(pg::Schema system, const Caller& caller, const pg::Numeric& amount,
            const std::string& provider, const OptionalUuid& wallet_uuid) {
  const pg::AsRole owner(pg::owner_of(system));
  const ledger::Wallet wallet = own_wallet(system, caller, wallet_uuid);
  const money::Minor sum = minor_units(amount, wallet.currency);
  // What nobody could be credited with must not be paid.
  check_usable(wallet, sum);
  pg::Spi spi;
  if (!std::get<0>(*spi.row<bool>(is_active_provider, provider)))
    refuse_missing("payment_provider", provider);
  return std::get<0>(*spi.row<Uuid>(insert_intent, wallet.id, wallet.owner, provider, sum,
                                    wallet.currency,
                                    integer_setting(system, "top_up.expires_hours")));
}

Uuid top_up(const std::optional<pg::Numeric>& amount, const OptionalText& provider,
            const OptionalUuid& wallet, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const pg::Numeric& sum = require(amount, "amount");
  const std::string& name = require(provider, "provider");
  return once(system, "top_up", key, Arguments(sum, name, wallet),
              [&] { return intend(system, caller, sum, name, wallet); });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_set_payment_provider, socle::alogistics::set_payment_provider);
SOCLE_EXPORT(alogistics_top_up, socle::alogistics::top_up);
