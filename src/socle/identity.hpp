// Who is asking, as the session and its settings say.
#pragma once

#include <optional>
#include <string>

#include "domain/uuid.hpp"

namespace socle {

// The id of the person behind this request. Parsed once per change of the settings.
std::optional<Uuid> uid();
// The same where it is known already, without any work; null where uid() has to look, or would
// raise.
const Uuid* current_person() noexcept;

// The same, or authentication_required.
Uuid require_person();

// The session that the caller's token comes from, if it says so (claim session_id).
std::optional<Uuid> session_id();

// True if the login role of this session may say who the caller is.
bool is_gateway_session();

// The claims behind this request as JSON text; empty if there are none.
std::string claims_text();

// Defines the settings that carry identities, with their guards.
void define_identity_settings();

// Whether an identity may outlive its transaction in this session: not where one connection serves
// many people, as a gateway's or a pooler's does.
bool may_keep_identity();

// Takes over the identity that sign_in() verified; empty text forgets it.
void set_identity(const std::string& claims, bool only_transaction);

}  // namespace socle
