// What a person says of being told: by which channels, and when not.
#include <map>

#include "domain/errors/catalogue.hpp"
#include "domain/notifications/channels.hpp"
#include "domain/notifications/quiet_hours.hpp"
#include "domain/notifications/texts.hpp"
#include "domain/notifications/types.hpp"
#include "domain/notifications/variables.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "pg/time_zone.hpp"
#include "socle/access.hpp"
#include "socle/channel_preferences.hpp"
#include "socle/identity.hpp"
#include "socle/jobs.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

using jobs::required;
using notifications::Channel;
using notifications::TypeRules;
using Text = std::string;
using Texts = std::vector<std::string>;
using OptionalText = std::optional<std::string>;

// What is told to staff only says so at the end of its key. A digest is no type of its own.
constinit pg::SchemaStatement<bool, Text> read_types{
    "select key, type::text, channels, is_critical, digest_minutes"
    " from {schema}.notification_types"
    " where ($1 or key !~ '[.](admin|staff)$') and key <> $2 order by key"};
constinit pg::SchemaStatement<> read_titles{
    "select key, locale, title from {schema}.notification_templates order by key, locale"};
constinit pg::SchemaStatement<Text> read_type{
    "select channels, is_critical from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Uuid, Text, Text, bool, std::int32_t> store_preference{
    "insert into {schema}.channel_preferences"
    "   (user_id, about, channel, is_wanted, digest_minutes)"
    " values ($1, $2, $3, $4, $5)"
    " on conflict (user_id, about, channel) do update"
    "   set is_wanted = excluded.is_wanted, digest_minutes = excluded.digest_minutes"};
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

TypeRules rules(const Text& key, const Text& subject, const Texts& words, bool is_critical,
                std::int32_t digest_minutes = 0) {
  return {key, subject, pg::value_or_raise(notifications::read_channels(words)), is_critical,
          digest_minutes};
}

Datum list_choices(FunctionCallInfo fcinfo) {
  const pg::Schema system = pg::schema_of(fcinfo);
  const Uuid person = require_person();
  const bool is_staff = require_caller(system).access.is_staff();
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const Text locale = locale_of(system, person);
  const Titles titles = titles_of_all(spi, system);
  const auto said = preferences_of(spi, system, {person})[person];
  for (const auto& [key, subject, words, is_critical, digest_minutes] :
       spi.rows<Text, Text, Texts, bool, std::int32_t>(read_types, system, is_staff,
                                                       notifications::digest_key)) {
    const TypeRules type = rules(key, subject, words, is_critical, digest_minutes);
    for (const Channel channel : notifications::channels)
      table.add(key, subject, title_of(titles, key, locale), notifications::name_of(channel),
                is_told(type, channel, said), is_locked(type, channel),
                digest_of(type, channel, said));
  }
  return 0;
}

// Refuses what is neither a type nor a subject nor all, and turning off or gathering what is
// critical.
void check_about(pg::Spi& spi, pg::Schema system, const Text& about, Channel channel,
                 bool is_turned_off, bool is_digested) {
  if (about == notifications::everything || notifications::is_subject(about)) return;
  const auto row = spi.row<Texts, bool>(read_type, system, about);
  if (!row)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "notification_type").with("id", about));
  const TypeRules type = rules(about, "", std::get<0>(*row), std::get<1>(*row));
  if ((is_turned_off && is_locked(type, channel)) || (is_digested && type.is_critical))
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "critical"));
}

void set_preference(pg::Schema system, const OptionalText& about, const OptionalText& channel,
                    const std::optional<bool>& is_wanted,
                    const std::optional<std::int32_t>& digest_minutes) {
  const Uuid person = require_person();
  require_caller(system);
  const Text& subject = required(about, "about");
  const Channel by =
      pg::value_or_raise(notifications::read_channel("channel", required(channel, "channel")));
  pg::check(notifications::check_digest(digest_minutes.value_or(0)));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  check_about(spi, system, subject, by, is_wanted == false, digest_minutes.value_or(0) > 0);
  if (is_wanted)
    spi.run(store_preference, system, person, subject, *channel, *is_wanted, digest_minutes);
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
