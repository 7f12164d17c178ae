// The audit trail of a system.
#pragma once

#include <optional>
#include <string_view>

#include "pg/trigger.hpp"

namespace socle {

// Writes one row into the system's audit_logs: who (the caller), what, on which row, from what to
// what. Needs the rights of the system's owner.
void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id, const std::optional<pg::Composite>& before,
           const std::optional<pg::Composite>& after);

}  // namespace socle
