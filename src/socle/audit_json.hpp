#pragma once

#include "pg/json_rows.hpp"
#include "socle/audit.hpp"

namespace socle {

// As audit(), of rows that are JSON already.
void audit_json(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
                std::string_view action, std::string_view entity_type,
                const std::optional<std::string>& entity_id,
                const std::optional<pg::JsonDatum>& before,
                const std::optional<pg::JsonDatum>& after);

}  // namespace socle
