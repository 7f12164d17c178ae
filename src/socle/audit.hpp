// The audit trail of a system.
#pragma once

#include <optional>
#include <string_view>

#include "pg/json_rows.hpp"
#include "pg/trigger.hpp"

namespace socle {

// Writes one row into the system's audit_logs: who, what, on which row, from what to what. Needs
// the rights of the system's owner.
void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id,
           const std::optional<pg::JsonDatum>& before = std::nullopt,
           const std::optional<pg::JsonDatum>& after = std::nullopt);

// As audit(), of the row that the trigger is fired for: of an update the columns that changed, and
// nothing at all if none did; secrets are redacted. The trigger's arguments say how:
// key=COLUMNS, redact=COLUMNS.
void audit_row(pg::Spi& spi, pg::Trigger& trigger, const std::optional<Uuid>& user,
               std::string_view action);

}  // namespace socle
