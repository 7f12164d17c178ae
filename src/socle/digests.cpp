// Who tells somebody something writes what is to be delivered, and nothing that another would wait
// for; what waits is put together when it is released. The first one that waits says when that is,
// and takes along all that came after it.
#include "socle/digests.hpp"

#include <algorithm>

#include "pg/security.hpp"
#include "socle/deliveries.hpp"
#include "socle/jobs.hpp"
#include "socle/notification_templates.hpp"

namespace socle {

namespace {

using notifications::Channel;
using Text = std::string;
using OptionalText = std::optional<std::string>;
using Ids = std::vector<std::int64_t>;

// Two runners lock in the same order; the second one finds nothing left of what the first one did.
constinit pg::SchemaStatement<> take_due{R"(
  select d.id, d.notification_id, d.user_id, d.channel, d.digest, n.title, n.message,
    n.data || jsonb_build_object('notification_id', n.id), p.locale, p.email::text, p.phone
  from {schema}.message_deliveries as d
    join (select user_id, channel, digest from {schema}.message_deliveries
          where state = 'queued' and job_id is null
          group by user_id, channel, digest having min(release_at) <= now()
          order by min(release_at) limit 1000) as due using (user_id, channel, digest)
    join {schema}.notifications as n on n.id = d.notification_id
    join {schema}.profiles as p on p.id = d.user_id
  where d.state = 'queued' and d.job_id is null
  order by d.user_id, d.channel, d.digest, d.id for update of d)"};
constinit pg::SchemaStatement<Ids, std::int64_t> note_job{
    "update {schema}.message_deliveries set job_id = $2 where id = any($1)"};
constinit pg::SchemaStatement<Ids> note_skipped{
    "update {schema}.message_deliveries"
    " set state = 'skipped', reason = 'no address', ended_at = clock_timestamp()"
    " where id = any($1)"};

// So many are told one by one; all are counted.
constexpr std::size_t items_max = 20;

struct Waiting {
  std::int64_t id, notification;
  Uuid person;
  Text channel, key;
  Text title, text;
  pg::Json data;
  Text locale;
  OptionalText email, phone;

  bool goes_with(const Waiting& other) const {
    return person == other.person && channel == other.channel && key == other.key;
  }
};
using Group = std::span<const Waiting>;

Text items_of(Group group) {
  Text items;
  for (const Waiting& one : group.first(std::min(group.size(), items_max)))
    items += (items.empty() ? "- " : "\n- ") + one.text;
  return group.size() > items_max ? items + "\n…" : items;
}

Text data_of(Group group) {
  Text json = R"({"template":)";
  append_json_string(json, notifications::digest_key);
  json += R"(,"type":)";
  append_json_string(json, group.front().key);
  json += R"(,"count":)" + std::to_string(group.size()) + R"(,"notification_ids":[)";
  for (const Waiting& one : group) {
    if (json.back() != '[') json += ',';
    json += std::to_string(one.notification);
  }
  return json + "]}";
}

// Several in one; a text message and a push say just how many, and of what.
Text digest_payload(pg::Schema system, Group group, Channel channel, const Text& address) {
  const Waiting& last = group.back();
  const notifications::Parameter parameters[] = {
      {"count", std::to_string(group.size())}, {"title", last.title}, {"items", items_of(group)}};
  const Wording words = compose(system, notifications::digest_key, last.locale, parameters);
  return message_payload(address, last.locale, words.title,
                         channel == Channel::email ? words.message : words.title, data_of(group));
}

// True if there is somewhere to send it. One alone is sent in its own words.
bool release(pg::Spi& spi, pg::Schema system, Group group) {
  const Waiting& first = group.front();
  Ids ids;
  for (const Waiting& one : group) ids.push_back(one.id);
  const Channel channel = pg::value_or_raise(notifications::read_channel("channel", first.channel));
  const OptionalText address = address_of(channel, first.person, first.email, first.phone);
  if (!address) {
    spi.run(note_skipped, system, ids);
    return false;
  }
  jobs::NewJob job;
  job.queue = first.channel;
  job.key = "digest:" + std::to_string(first.id);
  if (group.size() == 1) {
    job.kind = first.key;
    job.payload = message_payload(*address, first.locale, first.title, first.text, first.data.text);
  } else {
    job.kind = notifications::digest_key;
    job.payload = digest_payload(system, group, channel, *address);
  }
  spi.run(note_job, system, ids, jobs::enqueue(spi, system, job));
  return true;
}

std::int64_t release_as_system(pg::Schema system) {
  jobs::require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  return release_digests(system);
}

}  // namespace

std::int64_t release_digests(pg::Schema system) {
  pg::Spi spi;
  std::vector<Waiting> waiting;
  for (auto& row : spi.rows<std::int64_t, std::int64_t, Uuid, Text, Text, Text, Text, pg::Json,
                            Text, OptionalText, OptionalText>(take_due, system))
    waiting.push_back(std::make_from_tuple<Waiting>(std::move(row)));
  std::int64_t written = 0;
  for (Group rest(waiting); !rest.empty();) {
    const auto end = std::find_if_not(
        rest.begin(), rest.end(), [&](const Waiting& one) { return one.goes_with(rest.front()); });
    const auto size = static_cast<std::size_t>(end - rest.begin());
    if (release(spi, system, rest.first(size))) ++written;
    rest = rest.subspan(size);
  }
  return written;
}

}  // namespace socle

SOCLE_EXPORT(socle_release_digests, socle::release_as_system);
