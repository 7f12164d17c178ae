// One notification for many people, by one statement.
#pragma once

#include <string>
#include <vector>

#include "pg/spi.hpp"

namespace socle {

// Everybody, unless it names people or a role; always those with an active account.
struct Audience {
  std::optional<std::vector<Uuid>> people = {};
  std::optional<std::string> role = {};
};

// The words of a type in all its locales, filled in, as JSON: {"fr": {"title", "message"}}. Refuses
// data that is not as the type declares (`missing_value`, `invalid_value`) and what has no words
// (`not_found`). Needs the rights of the system's owner.
pg::Json write_texts(pg::Spi& spi, pg::Schema system, const std::string& key,
                     const std::string& data_json);

// Writes the notifications of a campaign, each in its reader's language, sends them by the channels
// that the type has or a reader wants, and returns how many.
// `request` goes along in data. Needs the rights of the system's owner.
std::int64_t fan_out(pg::Spi& spi, pg::Schema system, const Uuid& campaign,
                     const Audience& audience, const std::optional<Uuid>& request);

}  // namespace socle
