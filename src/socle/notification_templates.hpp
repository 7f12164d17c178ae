// The types of notifications and their words, as the tables hold them. migrate() writes those of
// src/domain/notifications/; staff may change them.
#pragma once

#include <span>
#include <string_view>

#include "domain/notifications/variables.hpp"
#include "pg/spi.hpp"

namespace socle {

struct Wording {
  std::string type;  // of the enum notification_type
  std::string title;
  std::string message;
  bool has_channels = false;  // of its own: email, sms or push
};

// The text of a type in the locale, or the nearest one that there is (choose_locale()); a parameter
// that is not given stays as {name}. `not_found` if there is none. Needs the rights of the system's
// owner.
Wording compose(pg::Schema system, std::string_view key, std::string_view locale,
                std::span<const notifications::Parameter> parameters);

// Writes the types and templates of the library, but leaves those that staff changed. Does nothing
// in a schema without the tables. Needs the rights of the system's owner.
void seed_notifications(pg::Spi& spi, pg::Schema system);

}  // namespace socle
