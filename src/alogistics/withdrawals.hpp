// The life of a withdrawal, for what payment providers say about it.
#pragma once

#include "alogistics/money_op.hpp"
#include "domain/ledger/withdrawal.hpp"

namespace socle::alogistics {

struct Withdrawal {
  Uuid id;
  Uuid wallet;
  Uuid user;
  money::Minor amount;
  money::Minor fee;
  std::string currency;
  socle::ledger::WithdrawalStatus status;
  OptionalText provider;  // who is to pay it out, where the destination says so
};

// The withdrawal, locked until the transaction ends; nothing if there is none. These need the
// rights of the owner.
std::optional<Withdrawal> lock_withdrawal(const Uuid& id);

// Takes the step: the money of a settled one leaves, that of a failed or cancelled one goes back.
// Refuses a step that its status does not allow (`invalid_transition`).
void take_step(pg::Schema system, const Caller& caller, const Withdrawal& withdrawal,
               socle::ledger::WithdrawalEvent event, const OptionalText& text = std::nullopt);

}  // namespace socle::alogistics
