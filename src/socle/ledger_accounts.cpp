#include "socle/ledger_accounts.hpp"

#include "domain/errors/catalogue.hpp"

namespace socle::ledger {

namespace {

constinit pg::SchemaStatement<Uuid, std::string> select_wallet_of{
    "select id from {schema}.ledger_accounts"
    " where kind = 'wallet' and owner_id = $1 and currency = $2"};
constinit pg::SchemaStatement<Uuid, std::string> insert_wallet{
    "insert into {schema}.ledger_accounts (kind, owner_id, currency) values ('wallet', $1, $2)"
    " on conflict do nothing"};

constinit pg::SchemaStatement<std::string, std::string> select_house{
    "select id from {schema}.ledger_accounts"
    " where kind = $1::{schema}.ledger_account_kind and currency = $2"
    "   and kind in ('platform', 'penalties', 'external')"};
constinit pg::SchemaStatement<std::string, std::string> insert_house{
    "insert into {schema}.ledger_accounts (kind, currency)"
    " values ($1::{schema}.ledger_account_kind, $2) on conflict do nothing"};

constinit pg::SchemaStatement<Uuid> select_subject{
    "select id, balance from {schema}.ledger_accounts where subject_id = $1"};
constinit pg::SchemaStatement<std::string, Uuid, std::string> insert_subject{
    "insert into {schema}.ledger_accounts (kind, subject_id, currency)"
    " values ($1::{schema}.ledger_account_kind, $2, $3) on conflict do nothing returning id"};

constinit pg::SchemaStatement<Uuid> select_wallet{
    "select id, public_id, owner_id, currency, balance, is_active, closed_at is not null"
    " from {schema}.ledger_accounts where public_id = $1 and kind = 'wallet'"};
constinit pg::SchemaStatement<Uuid> select_wallet_for_update{
    "select id, public_id, owner_id, currency, balance, is_active, closed_at is not null"
    " from {schema}.ledger_accounts where public_id = $1 and kind = 'wallet' for no key update"};
constinit pg::SchemaStatement<std::int64_t> select_wallet_by_key{
    "select id, public_id, owner_id, currency, balance, is_active, closed_at is not null"
    " from {schema}.ledger_accounts where id = $1 and kind = 'wallet'"};
constinit pg::SchemaStatement<std::int64_t> select_wallet_by_key_for_update{
    "select id, public_id, owner_id, currency, balance, is_active, closed_at is not null"
    " from {schema}.ledger_accounts where id = $1 and kind = 'wallet' for no key update"};

template <class P>
std::optional<Wallet> read_wallet(pg::SchemaStatement<P>& statement, pg::Schema system,
                                  const P& key) {
  pg::Spi spi;
  const auto row = spi.row<std::int64_t, Uuid, Uuid, std::string, std::int64_t, bool, bool>(
      statement, system, key);
  if (!row) return std::nullopt;
  return std::make_from_tuple<Wallet>(*row);
}

Wallet require(std::optional<Wallet> wallet, const Uuid& id) {
  if (!wallet)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "wallet").with("id", to_string(id)));
  return *std::move(wallet);
}

}  // namespace

AccountId wallet_of(pg::Schema system, const Uuid& person, std::string_view currency) {
  pg::Spi spi;
  auto row = spi.row<std::int64_t>(select_wallet_of, system, person, currency);
  if (!row) {
    spi.run(insert_wallet, system, person, currency);
    row = spi.row<std::int64_t>(select_wallet_of, system, person, currency);
  }
  return std::get<0>(row.value());
}

AccountId house_account(pg::Schema system, std::string_view kind, std::string_view currency) {
  pg::Spi spi;
  auto row = spi.row<std::int64_t>(select_house, system, kind, currency);
  if (!row) {
    spi.run(insert_house, system, kind, currency);
    row = spi.row<std::int64_t>(select_house, system, kind, currency);
  }
  return std::get<0>(row.value());
}

AccountId open_subject(pg::Schema system, std::string_view kind, const Uuid& subject,
                       std::string_view currency) {
  {
    pg::Spi spi;
    if (const auto row = spi.row<AccountId>(insert_subject, system, kind, subject, currency))
      return std::get<0>(*row);
  }
  return held_for(system, subject).value().account;
}

std::optional<Held> held_for(pg::Schema system, const Uuid& subject) {
  pg::Spi spi;
  const auto row = spi.row<std::int64_t, std::int64_t>(select_subject, system, subject);
  if (!row) return std::nullopt;
  return Held{std::get<0>(*row), std::get<1>(*row)};
}

Wallet require_wallet(pg::Schema system, const Uuid& id) {
  return require(read_wallet(select_wallet, system, id), id);
}

Wallet wallet_at(pg::Schema system, AccountId account) {
  return read_wallet(select_wallet_by_key, system, account).value();
}

Wallet lock_wallet_at(pg::Schema system, AccountId account) {
  return read_wallet(select_wallet_by_key_for_update, system, account).value();
}

Wallet lock_wallet(pg::Schema system, const Uuid& id) {
  return require(read_wallet(select_wallet_for_update, system, id), id);
}

}  // namespace socle::ledger
