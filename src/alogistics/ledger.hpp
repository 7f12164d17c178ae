// The posting core: the only code that moves money. Needs the rights of the system's owner.
//
// Locks are taken in one order, so that our own operations never deadlock: the transport request,
// then accounts by id. Callers lock the request first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/money/money.hpp"
#include "pg/spi.hpp"

namespace socle::alogistics::ledger {

using AccountId = std::int64_t;

// One side of a transfer and what people call it (enum wallet_transaction_type).
struct Posting {
  AccountId account;
  money::Minor amount;
  std::string_view type;
};

struct Transfer {
  std::string_view kind;
  std::optional<Uuid> request;
  std::optional<Uuid> actor;
  std::optional<std::string> reason;
  std::vector<Posting> postings;
};

// Moves the money, all or nothing. Refuses what does not balance (`unbalanced_transfer`), mixes
// currencies (`currency_mismatch`), overdraws (`insufficient_funds`), touches a frozen account
// (`wallet_frozen`) or overflows (`amount_out_of_range`).
void post(pg::Spi& spi, const Transfer& transfer);

// The person's wallet in a currency, opened if need be: the platform's currency may have changed.
AccountId wallet_of(pg::Spi& spi, const Uuid& person, std::string_view currency);

// The account of the house (platform, penalties, external) in a currency, opened if need be.
AccountId house_account(pg::Spi& spi, std::string_view kind, std::string_view currency);

// The escrow of a request, opened if need be.
AccountId open_escrow(pg::Spi& spi, const Uuid& request, std::string_view currency);

// What a request's escrow holds; nothing if it was never opened.
struct Escrow {
  AccountId account;
  money::Minor balance;
};
std::optional<Escrow> escrow_of(pg::Spi& spi, const Uuid& request);

}  // namespace socle::alogistics::ledger
