// Notifications to people, in their language, in the transaction of what they tell about.
#pragma once

#include <span>
#include <string_view>

#include "domain/notifications/texts.hpp"
#include "pg/spi.hpp"

namespace socle {

// Who is told something, and how.
struct Reader {
  Uuid id{};
  std::string locale = "fr";
  bool wants_more = false;  // than the channels that the types say
};

// Needs the rights of the system's owner.
Reader reader_of(pg::Schema system, const Uuid& person);

// Writes one notification for `person` from the template `key`, and sends it by the channels that
// the type has or the person wants. `request` goes along in data. Needs the rights of the system's
// owner.
void notify(pg::Spi& spi, pg::Schema system, const Uuid& person, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request);
void notify(pg::Spi& spi, pg::Schema system, const Reader& reader, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request);

// The same for each admin, of no request.
void notify_admins(pg::Spi& spi, pg::Schema system, std::string_view key,
                   std::span<const notifications::Parameter> parameters);

// The language of a person's notifications. Needs the rights of the system's owner.
std::string locale_of(pg::Schema system, const Uuid& person);

}  // namespace socle
