#include "socle/deliveries.hpp"

#include "domain/notifications/quiet_hours.hpp"
#include "pg/arrays.hpp"
#include "pg/time_zone.hpp"
#include "pg/transaction.hpp"
#include "socle/channel_preferences.hpp"
#include "socle/jobs.hpp"

namespace socle {

namespace {

using notifications::Channel;
using notifications::TypeRules;
using Text = std::string;
using OptionalText = std::optional<std::string>;
using OptionalTime = std::optional<pg::Timestamp>;
using Ids = std::vector<std::int64_t>;
using People = std::vector<Uuid>;
using OptionalIds = std::vector<std::optional<std::int64_t>>;
using OptionalTexts = std::vector<OptionalText>;
using OptionalTimes = std::vector<OptionalTime>;

constinit pg::SchemaStatement<Text> read_rules{
    "select type::text, channels, is_critical, digest_minutes"
    " from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Ids> read_messages{R"(
  select n.id, n.user_id, n.title, n.message,
    n.data || jsonb_build_object('notification_id', n.id),
    p.locale, p.email::text, p.phone,
    to_char(q.from_time, 'HH24:MI'), to_char(q.until_time, 'HH24:MI'), q.time_zone
  from {schema}.notifications as n
    join {schema}.profiles as p on p.id = n.user_id
    left join {schema}.quiet_hours as q on q.user_id = n.user_id
  where n.id = any($1) order by n.id)"};
// What has neither a job nor a digest to go in has nowhere to go.
constinit pg::SchemaStatement<Text, Ids, People, OptionalIds, OptionalTexts, OptionalTimes>
    insert_deliveries{R"(
  insert into {schema}.message_deliveries
    (notification_id, user_id, channel, job_id, digest, release_at, state, reason, ended_at)
  select o.notification_id, o.user_id, $1, o.job_id, o.digest,
    coalesce(o.release_at, clock_timestamp()), s.state,
    case s.state when 'skipped' then 'no address' end,
    case s.state when 'skipped' then clock_timestamp() end
  from unnest($2, $3, $4, $5, $6) as o(notification_id, user_id, job_id, digest, release_at)
    cross join lateral (select case when o.job_id is null and o.digest is null then 'skipped'
                                    else 'queued' end as state) as s
  order by o.notification_id)"};

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

// What goes out by one channel, as columns; the last two are of those that are jobs of their own.
struct Outgoing {
  Ids notifications;
  People people;
  OptionalTexts digests;
  OptionalTimes releases;
  std::vector<bool> is_job;
  std::vector<Text> payloads;
  OptionalTimes run_at;
};

TypeRules rules_of(pg::Spi& spi, pg::Schema system, std::string_view key) {
  const auto row =
      spi.row<Text, std::vector<Text>, bool, std::int32_t>(read_rules, system, key).value();
  const auto& [subject, words, is_critical, digest_minutes] = row;
  return {Text(key), subject, pg::value_or_raise(notifications::read_channels(words)), is_critical,
          digest_minutes};
}

// When the person may be told: after the window of a digest, and after quiet hours; nothing if that
// is now. A zone that the server no longer knows holds nothing up.
OptionalTime release_of(const Message& message, const TypeRules& type, std::int32_t minutes) {
  if (type.is_critical) return std::nullopt;
  jobs::Seconds release = pg::unix_seconds() + minutes * 60;
  bool is_later = minutes > 0;
  if (message.time_zone && pg::is_time_zone(*message.time_zone)) {
    const pg::TimeZone zone(*message.time_zone);
    const auto end = notifications::quiet_until(
        pg::value_or_raise(
            notifications::read_quiet_hours(*message.quiet_from, *message.quiet_until)),
        [&](jobs::Seconds unix_s) { return zone.offset_s(unix_s); }, release);
    is_later = is_later || end;
    release = end.value_or(release);
  }
  if (!is_later) return std::nullopt;
  return pg::Timestamp{(release - pg::epoch_offset_s) * 1'000'000};
}

void add(Outgoing& out, const TypeRules& type, const Message& message, Channel channel,
         std::int32_t digest_minutes) {
  const OptionalText address = address_of(channel, message.person, message.email, message.phone);
  const bool is_digested = address && digest_minutes > 0;
  const bool is_job = address && !is_digested;
  const OptionalTime release = address ? release_of(message, type, digest_minutes) : std::nullopt;
  out.notifications.push_back(message.id);
  out.people.push_back(message.person);
  out.digests.push_back(is_digested ? OptionalText(type.key) : std::nullopt);
  out.releases.push_back(release);
  out.is_job.push_back(is_job);
  if (!is_job) return;
  out.payloads.push_back(
      message_payload(*address, message.locale, message.title, message.text, message.data.text));
  out.run_at.push_back(release);
}

void write(pg::Spi& spi, pg::Schema system, const TypeRules& type, Channel channel,
           const Outgoing& out) {
  if (out.notifications.empty()) return;
  const std::string_view queue = notifications::name_of(channel);
  const Ids ids = jobs::enqueue_all(spi, system, queue, type.key, out.payloads, out.run_at);
  OptionalIds of_each(out.is_job.size());
  auto next = ids.begin();
  for (std::size_t i = 0; i < of_each.size(); ++i)
    if (out.is_job[i]) of_each[i] = *next++;
  spi.run(insert_deliveries, system, queue, out.notifications, out.people, of_each, out.digests,
          out.releases);
}

std::vector<Message> read_all(pg::Spi& spi, pg::Schema system, const Ids& ids) {
  std::vector<Message> messages;
  for (auto& row :
       spi.rows<std::int64_t, Uuid, Text, Text, pg::Json, Text, OptionalText, OptionalText,
                OptionalText, OptionalText, OptionalText>(read_messages, system, ids))
    messages.push_back(std::make_from_tuple<Message>(std::move(row)));
  return messages;
}

void deliver_batch(pg::Spi& spi, pg::Schema system, const TypeRules& type, const Ids& ids) {
  const std::vector<Message> messages = read_all(spi, system, ids);
  People people;
  for (const Message& message : messages) people.push_back(message.person);
  Preferences said =
      preferences_of(spi, system, people,
                     std::vector<Text>{type.key, type.subject, Text(notifications::everything)});
  for (const Channel channel : notifications::channels) {
    Outgoing out;
    for (const Message& message : messages) {
      const auto& of_person = said[message.person];
      if (is_told(type, channel, of_person))
        add(out, type, message, channel, digest_of(type, channel, of_person));
    }
    write(spi, system, type, channel, out);
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

// Devices are the sender's to know: it gets the person's id.
OptionalText address_of(Channel channel, const Uuid& person, const OptionalText& email,
                        const OptionalText& phone) {
  if (channel == Channel::push) return to_string(person);
  const OptionalText& address = channel == Channel::email ? email : phone;
  return address && !address->empty() ? address : std::nullopt;
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
