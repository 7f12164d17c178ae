#include "socle/channel_preferences.hpp"

namespace socle {

namespace {

using Text = std::string;

constinit pg::SchemaStatement<std::vector<Uuid>, std::vector<Text>> read_preferences{
    "select user_id, about, channel, is_wanted, digest_minutes from {schema}.channel_preferences"
    " where user_id = any($1) and ($2 is null or about = any($2))"};

}  // namespace

Preferences preferences_of(pg::Spi& spi, pg::Schema system, const std::vector<Uuid>& people,
                           const std::optional<std::vector<std::string>>& about) {
  Preferences said;
  for (auto& [person, subject, channel, is_wanted, digest_minutes] :
       spi.rows<Uuid, Text, Text, bool, std::optional<std::int32_t>>(read_preferences, system,
                                                                     people, about))
    said[person].push_back({subject,
                            pg::value_or_raise(notifications::read_channel("channel", channel)),
                            is_wanted, digest_minutes});
  return said;
}

}  // namespace socle
