// The posting core: the only code that moves money, in any system. Needs the rights of the system's
// owner; who may move what is decided before.
//
// Locks are taken in one order, so that our own operations never deadlock: the key of the call, the
// business object, then accounts by id. Callers lock the first two.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money/money.hpp"
#include "pg/trigger.hpp"

namespace socle::ledger {

using AccountId = std::int64_t;
using TransferId = std::int64_t;

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
  std::optional<TransferId> reverses = std::nullopt;
  // By hand, between wallets and accounts of the house: an account that holds money for something
  // is moved only with what it is for (`not_allowed`).
  bool is_by_hand = false;
};

// Moves the money, all or nothing, and returns the key of the transfer. Refuses what does not
// balance (`unbalanced_transfer`), mixes currencies (`currency_mismatch`), overdraws
// (`insufficient_funds`), touches a frozen or closed account (`wallet_frozen`, `wallet_closed`),
// overflows (`amount_out_of_range`), names no account (`not_found`) or has a reason of more than
// 1000 characters (`invalid_value`).
TransferId post(pg::Schema system, const Transfer& transfer);

// Moves up to `lines_max` waiting lines of a house account into its numbered lines; returns how
// many. Locks the account, or does nothing if somebody has it locked and `may_skip`.
std::int64_t fold(pg::Schema system, AccountId account, std::int64_t lines_max, bool may_skip);

// The same for every account of the house that has lines waiting, in the order of locks.
std::int64_t fold_all(pg::Schema system, std::int64_t lines_max);

inline constexpr std::int64_t all_lines = std::numeric_limits<std::int64_t>::max();

// While it lives, SQL of the core may write the ledger's tables; everybody else is kept out.
class WritingLedger {
 public:
  WritingLedger();
  ~WritingLedger();
  WritingLedger(const WritingLedger&) = delete;
  WritingLedger& operator=(const WritingLedger&) = delete;
};

}  // namespace socle::ledger
