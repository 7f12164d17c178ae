// Accounts by what they are for, opened when they are first needed. Needs the rights of the owner.
#pragma once

#include "socle/ledger.hpp"

namespace socle::ledger {

// The person's wallet in a currency, opened if need be: the platform's currency may have changed.
AccountId wallet_of(pg::Schema system, const Uuid& person, std::string_view currency);

// The account of the house (platform, penalties, external) in a currency, opened if need be.
AccountId house_account(pg::Schema system, std::string_view kind, std::string_view currency);

// The account (escrow, hold, payout) that holds money for `subject`, opened if need be.
AccountId open_subject(pg::Schema system, std::string_view kind, const Uuid& subject,
                       std::string_view currency);

// What it holds; nothing if it was never opened.
struct Held {
  AccountId account;
  money::Minor balance;
};
std::optional<Held> held_for(pg::Schema system, const Uuid& subject);

struct Wallet {
  AccountId account;
  Uuid id;  // as clients know it
  Uuid owner;
  std::string currency;
  money::Minor balance;
  bool is_active;
  bool is_closed;
};

// The wallet that clients know by this id; `not_found` if there is none.
Wallet require_wallet(pg::Schema system, const Uuid& id);

// The same, locked until the transaction ends.
Wallet lock_wallet(pg::Schema system, const Uuid& id);

// The wallet with this key, which must exist.
Wallet wallet_at(pg::Schema system, AccountId account);

// The same, locked until the transaction ends.
Wallet lock_wallet_at(pg::Schema system, AccountId account);

}  // namespace socle::ledger
