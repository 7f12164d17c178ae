// What people said of being told by mails and messages.
#pragma once

#include <map>
#include <vector>

#include "domain/notifications/channels.hpp"
#include "pg/spi.hpp"

namespace socle {

// By person; who said nothing is not there.
using Preferences = std::map<Uuid, std::vector<notifications::Preference>>;

// Of everything, or of some (a key of a type, a subject, all). Needs the rights of the system's
// owner.
Preferences preferences_of(pg::Spi& spi, pg::Schema system, const std::vector<Uuid>& people,
                           const std::optional<std::vector<std::string>>& about = {});

}  // namespace socle
