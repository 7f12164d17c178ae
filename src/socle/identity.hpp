// Who is asking, as the session and its settings say.
#pragma once

#include <optional>
#include <string>

#include "domain/uuid.hpp"

namespace socle {

// The id of the person behind this request. Parsed once per change of the settings.
std::optional<Uuid> uid();

// The claims behind this request as JSON text; empty if there are none.
std::string claims_text();

// Defines the settings that carry identities, with their guards.
void define_identity_settings();

// Takes over the identity that sign_in() verified; empty text forgets it.
void set_identity(const std::string& claims, bool only_transaction);

}  // namespace socle
