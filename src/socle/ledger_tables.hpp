// The ledger's tables as the posting core writes them: extension/shared/ledger.sql, column by
// column. `docs` of a column are there.
#pragma once

#include "pg/direct_table.hpp"

namespace socle::ledger {

namespace account {
enum Column {
  id,
  balance,
  seq,
  last_at,
  created_at,
  kind,
  public_id,
  owner_id,
  currency,
  is_active,
  subject_id,
  closed_at
};
inline constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},
    {"balance", "int8"},
    {"seq", "int8"},
    {"last_at", "timestamptz"},
    {"created_at", "timestamptz"},
    {"kind", "ledger_account_kind"},
    {"public_id", "uuid"},
    {"owner_id", "uuid"},
    {"currency", "text"},
    {"is_active", "bool"},
    {"subject_id", "uuid"},
    {"closed_at", "timestamptz"},
};
inline constexpr int updated[] = {balance, seq, last_at};
inline constexpr int key[] = {id};
inline constexpr pg::DirectTable table{.name = "ledger_accounts",
                                       .columns = columns,
                                       .checks = 8,
                                       .guard = "guard_ledger",
                                       .updated = updated,
                                       .key = key};
}  // namespace account

namespace transfer {
inline constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},          {"kind", "text"},     {"request_id", "uuid"},
    {"actor_id", "uuid"},    {"reason", "text"},   {"idempotency_key", "text"},
    {"reverses_id", "int8"}, {"parties", "_uuid"}, {"created_at", "timestamptz"},
};
inline constexpr pg::DirectTable table{"ledger_transfers", columns, 2, "guard_ledger"};
}  // namespace transfer

namespace entry {
inline constexpr pg::ExpectedColumn columns[] = {
    {"account_id", "int8"},        {"seq", "int8"},
    {"transfer_id", "int8"},       {"amount", "int8"},
    {"balance_after", "int8"},     {"type", "wallet_transaction_type"},
    {"created_at", "timestamptz"},
};
inline constexpr pg::DirectTable table{"ledger_entries", columns, 1, "guard_ledger"};
}  // namespace entry

namespace queue {
inline constexpr pg::ExpectedColumn columns[] = {
    {"account_id", "int8"},
    {"transfer_id", "int8"},
    {"amount", "int8"},
    {"type", "wallet_transaction_type"},
    {"created_at", "timestamptz"},
};
inline constexpr pg::DirectTable table{"ledger_queue", columns, 1, "guard_ledger"};
}  // namespace queue

}  // namespace socle::ledger
