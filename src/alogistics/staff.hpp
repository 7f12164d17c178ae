// Who may do what staff do.
#pragma once

#include "socle/access.hpp"

namespace socle::alogistics {

// Refuses everyone but admins and the system (`not_allowed`).
Caller require_admin(pg::Schema system);

// Refuses everyone but the system: service_role and superusers (`not_allowed`).
Caller require_system(pg::Schema system);

}  // namespace socle::alogistics
