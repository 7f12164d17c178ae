// The keys in the files that socle.jwt_key_file and socle.jwt_previous_key_file name. They are read
// when they are needed, so a new file is in use at once.
#pragma once

#include <vector>

#include "domain/identity/key.hpp"

namespace socle {

// The key that new tokens are signed with; raises secret_missing if there is none that can sign.
identity::Key signing_key();

// False where signing_key() raises.
bool can_sign_tokens();

// The keys that tokens may be signed with: the current one, then, during rotation, the previous.
// The current one may be a public key here. Raises secret_missing if a file that is set is not
// usable.
std::vector<identity::Key> verifying_keys();

void define_key_settings();

}  // namespace socle
