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

// A wallet by the id that clients know.
struct Wallet {
  AccountId account;
  Uuid owner;
  std::string currency;
  money::Minor balance;
};
std::optional<Wallet> find_wallet(pg::Schema system, const Uuid& public_id);

// The same; `not_found` if there is none.
Wallet require_wallet(pg::Schema system, const Uuid& public_id);

}  // namespace socle::ledger
