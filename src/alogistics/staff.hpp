// Who may do what staff do.
#pragma once

#include "socle/access.hpp"
#include "socle/notify.hpp"

namespace socle::alogistics {

// Refuses everyone but admins and the system (`not_allowed`).
Caller require_admin(pg::Schema system);

// Refuses everyone but the system: service_role and superusers (`not_allowed`).
Caller require_system(pg::Schema system);

// Active moderators and admins. Needs the rights of the system's owner.
std::vector<Uuid> active_staff(pg::Spi& spi);

// Tells every active moderator and admin. Needs the rights of the system's owner.
void tell_staff(pg::Spi& spi, pg::Schema system, std::string_view key,
                std::span<const notifications::Parameter> parameters, const Uuid& request);

}  // namespace socle::alogistics
