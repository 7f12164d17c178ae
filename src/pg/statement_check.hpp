// A word before each statement runs: for what policies would otherwise ask again for each row.
#pragma once

#include <span>

#include "pg/guard.hpp"

namespace socle::pg {

// Called with the tables that a statement names with the rights of the role that runs it; those
// under a view that has its owner's rights are not among them. May throw and read the database.
// Is not called unless `concerns` says so of the role.
using StatementCheck = void (*)(std::span<const Oid> tables);
using ConcernsRole = bool (*)(Oid role);

// Registers the check for the life of the backend. Call from the library's start, once.
void check_statements(ConcernsRole concerns, StatementCheck check);

// Told when any role was renamed, made or dropped. Must not throw, raise or read.
using RolesChanged = void (*)() noexcept;
void on_role_change(RolesChanged changed);

}  // namespace socle::pg
