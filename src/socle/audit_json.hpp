#pragma once

#include "socle/audit.hpp"

namespace socle {

// As audit(), of rows that are JSON already.
void audit_json(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
                std::string_view action, std::string_view entity_type,
                const std::optional<std::string>& entity_id, const std::optional<pg::Json>& before,
                const std::optional<pg::Json>& after);

}  // namespace socle
