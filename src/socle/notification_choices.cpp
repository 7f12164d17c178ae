// What a person says of being told: by which channels, and when not.
#include <map>

#include "domain/errors/catalogue.hpp"
#include "domain/notifications/channels.hpp"
#include "domain/notifications/quiet_hours.hpp"
#include "domain/notifications/types.hpp"
#include "domain/notifications/variables.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "pg/time_zone.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/jobs.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

using jobs::required;
using notifications::Channel;
using notifications::Preference;
using notifications::TypeRules;
using Text = std::string;
using Texts = std::vector<std::string>;
using OptionalText = std::optional<std::string>;

// What is told to staff only says so at the end of its key.
constinit pg::SchemaStatement<bool> read_types{
    "select key, type::text, channels, is_critical from {schema}.notification_types"
    " where $1 or key !~ '[.](admin|staff)$' order by key"};
constinit pg::SchemaStatement<> read_titles{
    "select key, locale, title from {schema}.notification_templates order by key, locale"};
constinit pg::SchemaStatement<Uuid> read_preferences{
    "select about, channel, is_wanted from {schema}.channel_preferences where user_id = $1"};
constinit pg::SchemaStatement<Text> read_type{
    "select channels, is_critical from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Uuid, Text, Text, bool> store_preference{
    "insert into {schema}.channel_preferences (user_id, about, channel, is_wanted)"
    " values ($1, $2, $3, $4)"
    " on conflict (user_id, about, channel) do update set is_wanted = excluded.is_wanted"};
constinit pg::SchemaStatement<Uuid, Text, Text> forget_preference{
    "delete from {schema}.channel_preferences"
    " where user_id = $1 and about = $2 and channel = $3"};
constinit pg::SchemaStatement<Uuid, Text, Text, Text> store_quiet_hours{
    "insert into {schema}.quiet_hours (user_id, from_time, until_time, time_zone)"
    " values ($1, $2::time, $3::time, $4)"
    " on conflict (user_id) do update set from_time = excluded.from_time,"
    "   until_time = excluded.until_time, time_zone = excluded.time_zone"};
constinit pg::SchemaStatement<Uuid> forget_quiet_hours{
    "delete from {schema}.quiet_hours where user_id = $1"};

using Titles = std::map<Text, std::map<Text, Text>>;  // by key and locale

Titles titles_of_all(pg::Spi& spi, pg::Schema system) {
  Titles titles;
  for (auto& [key, locale, title] : spi.rows<Text, Text, Text>(read_titles, system))
    titles[key][locale] = title;
  return titles;
}

// In the language of the person; the key where the type has no words yet.
Text title_of(const Titles& titles, const Text& key, std::string_view locale) {
  const auto found = titles.find(key);
  if (found == titles.end()) return key;
  Texts available;
  for (const auto& [known, title] : found->second) available.push_back(known);
  return found->second.at(Text(notifications::choose_locale(locale, available)));
}

std::vector<Preference> preferences_of(pg::Spi& spi, pg::Schema system, const Uuid& person) {
  std::vector<Preference> said;
  for (auto& [about, channel, is_wanted] :
       spi.rows<Text, Text, bool>(read_preferences, system, person))
    said.push_back(
        {about, pg::value_or_raise(notifications::read_channel("channel", channel)), is_wanted});
  return said;
}

TypeRules rules(const Text& key, const Text& subject, const Texts& words, bool is_critical) {
  return {key, subject, pg::value_or_raise(notifications::read_channels(words)), is_critical};
}

Datum list_choices(FunctionCallInfo fcinfo) {
  const pg::Schema system = pg::schema_of(fcinfo);
  const Uuid person = require_person();
  const bool is_staff = require_caller(system).access.is_staff();
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const Text locale = locale_of(spi, system, person);
  const Titles titles = titles_of_all(spi, system);
  const auto said = preferences_of(spi, system, person);
  for (const auto& [key, subject, words, is_critical] :
       spi.rows<Text, Text, Texts, bool>(read_types, system, is_staff)) {
    const TypeRules type = rules(key, subject, words, is_critical);
    for (const Channel channel : notifications::channels)
      table.add(key, subject, title_of(titles, key, locale), notifications::name_of(channel),
                is_told(type, channel, said), is_locked(type, channel));
  }
  return 0;
}

// Refuses what is neither a type nor a subject nor all, and turning off what is critical.
void check_about(pg::Spi& spi, pg::Schema system, const Text& about, Channel channel,
                 bool is_turned_off) {
  if (about == notifications::everything || notifications::is_subject(about)) return;
  const auto row = spi.row<Texts, bool>(read_type, system, about);
  if (!row)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "notification_type").with("id", about));
  if (is_turned_off && is_locked(rules(about, "", std::get<0>(*row), std::get<1>(*row)), channel))
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "critical"));
}

void set_preference(pg::Schema system, const OptionalText& about, const OptionalText& channel,
                    const std::optional<bool>& is_wanted) {
  const Uuid person = require_person();
  require_caller(system);
  const Text& subject = required(about, "about");
  const Channel by =
      pg::value_or_raise(notifications::read_channel("channel", required(channel, "channel")));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  check_about(spi, system, subject, by, is_wanted == false);
  if (is_wanted)
    spi.run(store_preference, system, person, subject, *channel, *is_wanted);
  else
    spi.run(forget_preference, system, person, subject, *channel);
}

void set_quiet_hours(pg::Schema system, const OptionalText& from, const OptionalText& until,
                     const OptionalText& zone) {
  const Uuid person = require_person();
  require_caller(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  if (!from && !until) {
    spi.run(forget_quiet_hours, system, person);
    return;
  }
  pg::value_or_raise(
      notifications::read_quiet_hours(required(from, "from_time"), required(until, "until_time")));
  const Text time_zone = zone ? *zone : text_setting(system, "platform.time_zone");
  if (!pg::is_time_zone(time_zone))
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "time_zone")
                          .with("reason", "not a time zone"));
  spi.run(store_quiet_hours, system, person, *from, *until, time_zone);
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_notification_choices, socle::list_choices);
SOCLE_EXPORT(socle_set_channel_preference, socle::set_preference);
SOCLE_EXPORT(socle_set_quiet_hours, socle::set_quiet_hours);
