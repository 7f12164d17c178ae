#include "socle/deliveries.hpp"

#include <map>

#include "domain/notifications/channels.hpp"
#include "domain/notifications/quiet_hours.hpp"
#include "pg/time_zone.hpp"
#include "pg/transaction.hpp"
#include "socle/jobs.hpp"

namespace socle {

namespace {

using notifications::Channel;
using notifications::Preference;
using notifications::TypeRules;
using Text = std::string;
using OptionalText = std::optional<std::string>;
using Ids = std::vector<std::int64_t>;

constinit pg::SchemaStatement<Text> read_rules{
    "select type::text, channels, is_critical from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Ids> read_messages{R"(
  select n.id, n.user_id, n.title, n.message,
    n.data || jsonb_build_object('notification_id', n.id),
    p.locale, p.email::text, p.phone,
    to_char(q.from_time, 'HH24:MI'), to_char(q.until_time, 'HH24:MI'), q.time_zone
  from {schema}.notifications as n
    join {schema}.profiles as p on p.id = n.user_id
    left join {schema}.quiet_hours as q on q.user_id = n.user_id
  where n.id = any($1) order by n.id)"};
constinit pg::SchemaStatement<Ids, Text, Text> read_preferences{R"(
  select user_id, about, channel, is_wanted
  from {schema}.channel_preferences
  where user_id = any(array(select user_id from {schema}.notifications where id = any($1)))
    and about in ($2, $3, 'all'))"};
constinit pg::SchemaStatement<std::int64_t, Uuid, Text, std::int64_t, pg::Timestamp> insert_queued{
    "insert into {schema}.message_deliveries"
    "   (notification_id, user_id, channel, job_id, release_at)"
    " values ($1, $2, $3, $4, coalesce($5, clock_timestamp()))"};
constinit pg::SchemaStatement<std::int64_t, Uuid, Text> insert_skipped{
    "insert into {schema}.message_deliveries"
    "   (notification_id, user_id, channel, state, reason, release_at, ended_at)"
    " values ($1, $2, $3, 'skipped', 'no address', clock_timestamp(), clock_timestamp())"};

// So many are read at a time, however many there are.
constexpr std::size_t batch_size = 1'000;

struct Message {
  std::int64_t id;
  Uuid person;
  Text title, text;
  pg::Json data;
  Text locale;
  OptionalText email, phone;
  OptionalText quiet_from, quiet_until, time_zone;
};

using Preferences = std::map<Uuid, std::vector<Preference>>;

TypeRules rules_of(pg::Spi& spi, pg::Schema system, std::string_view key) {
  const auto row = spi.row<Text, std::vector<Text>, bool>(read_rules, system, key);
  const auto& [subject, words, is_critical] = row.value();
  return {Text(key), subject, pg::value_or_raise(notifications::read_channels(words)), is_critical};
}

Preferences preferences_of(pg::Spi& spi, pg::Schema system, const Ids& ids, const TypeRules& type) {
  Preferences said;
  for (auto& [person, about, channel, is_wanted] :
       spi.rows<Uuid, Text, Text, bool>(read_preferences, system, ids, type.key, type.subject))
    said[person].push_back(
        {about, pg::value_or_raise(notifications::read_channel("channel", channel)), is_wanted});
  return said;
}

// Devices are the sender's to know: it gets the person's id.
OptionalText address_of(const Message& message, Channel channel) {
  if (channel == Channel::push) return to_string(message.person);
  const OptionalText& address = channel == Channel::email ? message.email : message.phone;
  return address && !address->empty() ? address : std::nullopt;
}

// When the person may be disturbed again; nothing if that is now. A zone that the server no longer
// knows holds nothing up.
std::optional<pg::Timestamp> release_of(const Message& message, const TypeRules& type) {
  if (type.is_critical || !message.time_zone || !pg::is_time_zone(*message.time_zone))
    return std::nullopt;
  const pg::TimeZone zone(*message.time_zone);
  const auto end = notifications::quiet_until(
      pg::value_or_raise(
          notifications::read_quiet_hours(*message.quiet_from, *message.quiet_until)),
      [&](jobs::Seconds unix_s) { return zone.offset_s(unix_s); }, pg::unix_seconds());
  if (!end) return std::nullopt;
  return pg::Timestamp{(*end - pg::epoch_offset_s) * 1'000'000};
}

void send(pg::Spi& spi, pg::Schema system, const TypeRules& type, const Message& message,
          Channel channel) {
  const std::string_view queue = notifications::name_of(channel);
  const OptionalText address = address_of(message, channel);
  if (!address) {
    spi.run(insert_skipped, system, message.id, message.person, queue);
    return;
  }
  jobs::NewJob job{
      Text(queue), type.key,
      message_payload(*address, message.locale, message.title, message.text, message.data.text)};
  job.run_at = release_of(message, type);
  const std::int64_t id = jobs::enqueue(spi, system, job);
  spi.run(insert_queued, system, message.id, message.person, queue, id, job.run_at);
}

void deliver_batch(pg::Spi& spi, pg::Schema system, const TypeRules& type, const Ids& ids) {
  Preferences said = preferences_of(spi, system, ids, type);
  for (auto& row :
       spi.rows<std::int64_t, Uuid, Text, Text, pg::Json, Text, OptionalText, OptionalText,
                OptionalText, OptionalText, OptionalText>(read_messages, system, ids)) {
    const auto message = std::make_from_tuple<Message>(std::move(row));
    for (const Channel channel : notifications::channels)
      if (is_told(type, channel, said[message.person])) send(spi, system, type, message, channel);
  }
}

}  // namespace

void deliver(pg::Spi& spi, pg::Schema system, std::string_view key,
             std::span<const std::int64_t> notifications) {
  const TypeRules type = rules_of(spi, system, key);
  while (!notifications.empty()) {
    const auto batch = notifications.first(std::min(notifications.size(), batch_size));
    deliver_batch(spi, system, type, Ids(batch.begin(), batch.end()));
    notifications = notifications.subspan(batch.size());
  }
}

std::string message_payload(std::string_view recipient, std::string_view locale,
                            std::string_view subject, std::string_view body,
                            std::string_view data) {
  Text json = R"({"recipient":)";
  append_json_string(json, recipient);
  json += R"(,"locale":)";
  append_json_string(json, locale);
  json += R"(,"subject":)";
  append_json_string(json, subject);
  json += R"(,"body":)";
  append_json_string(json, body);
  json += R"(,"data":)";
  json += data;
  return json + '}';
}

}  // namespace socle
