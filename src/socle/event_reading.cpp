// Reading the stream by a cursor. The watermark first, then the snapshot: what is committed up to
// the one is visible to the other.
#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "pg/commit_order.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/events.hpp"
#include "socle/identity.hpp"

namespace socle {

namespace {

using Text = std::optional<std::string>;
using Texts = std::vector<std::string>;

constexpr std::int32_t count_max = 10'000;
constexpr std::size_t topics_max = 100;

constinit pg::Statement<> read_horizon{"select dropped_to from socle.event_horizon"};
constinit pg::Statement<std::int64_t, std::int64_t, std::int32_t> read_stream{
    "select id, at, system, topic, recipient, kind, entity, entity_id, payload, actor"
    " from socle.events where id > $1 and id <= $2 order by id limit $3"};
// Nothing for a cursor that is too old. What is the caller's, and what is of the topics: in the
// blocks that have some of them, and behind the last block. Of a topic that the caller joined after
// the cursor, from then on: found once, and not for each event.
constinit pg::Statement<std::int64_t, std::int64_t, std::int32_t, std::string, Uuid, Texts>
    read_own{R"(
  with block as materialized (
    select greatest(first_id, $1 + 1) as first_id, least(last_id, $2) as last_id
    from socle.event_blocks
    where last_id > $1
      and topic_hashes && (select array_agg(hashtext(t)) from unnest($6) as wanted (t))
    union all
    select greatest(coalesce(max(last_id), 0), $1) + 1, $2 from socle.event_blocks),
  seen as materialized (
    select e.* from block cross join lateral (
      select * from socle.events
      where id >= block.first_id and id <= block.last_id and system = $4 and topic = any($6)
        and recipient is null) as e),
  joined as materialized (
    select topic, max(id) as id from seen
    where kind = 'access' and payload -> 'joined' ? $5::text group by topic)
  select id, at, topic, kind, entity, entity_id,
    case when kind = 'access' then '{}'::jsonb else payload end
  from (
    (select * from socle.events
     where recipient = $5 and id > $1 and id <= $2 and system = $4 order by id limit $3)
    union all
    select * from seen
    where id >= coalesce((select j.id from joined as j where j.topic = seen.topic), 0)
  ) as found
  where $1 >= (select dropped_to from socle.event_horizon)
  order by id limit $3)"};
constinit pg::SchemaStatement<Texts> ask_topics{"select {schema}.may_follow($1)"};

std::int64_t newest() {
  pg::require_primary();
  const auto mark = pg::watermark(event_sequence());
  if (!mark) pg::refuse_without_preload();
  return *mark;
}

// As of now, whatever the snapshot: who waits while a day is dropped finds nothing of it, although
// his snapshot is from before.
std::int64_t dropped_to() {
  const pg::AsRole owner(pg::owner_of(base_schema()));
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::int64_t>(read_horizon).value());
}

template <class T>
T required(FunctionCallInfo fcinfo, std::size_t index, std::string_view name) {
  const auto value = pg::argument<std::optional<T>>(fcinfo, index);
  if (!value) throw pg::Refused(Refusal(errors::missing_value).with("field", name));
  return *value;
}

std::int32_t count_argument(FunctionCallInfo fcinfo, std::size_t index) {
  const auto count = required<std::int32_t>(fcinfo, index, "max_count");
  if (count < 1 || count > count_max)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "max_count").with("reason", "not 1 to 10000"));
  return count;
}

// Each topic once. Asked with the caller's rights, in the snapshot that the events are read in: who
// has lost a topic there sees nothing that came after.
Texts check_topics(pg::Schema system, Texts topics) {
  if (topics.empty()) return topics;
  if (topics.size() > topics_max)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "topics").with("reason", "more than 100"));
  std::ranges::sort(topics);
  topics.erase(std::ranges::unique(topics).begin(), topics.end());
  pg::Spi spi(pg::Access::read);
  Texts allowed = std::get<0>(spi.row<Texts>(ask_topics, system, topics).value());
  for (const std::string& topic : topics)
    if (std::ranges::find(allowed, topic) == allowed.end())
      throw pg::Refused(Refusal(errors::not_found).with("entity", "topic").with("id", topic));
  return allowed;
}

Datum events_fetch(FunctionCallInfo fcinfo) {
  const pg::Schema system = pg::schema_of(fcinfo);
  const Caller caller = require_caller(system);
  const auto cursor = required<std::int64_t>(fcinfo, 0, "cursor");
  Texts topics = required<Texts>(fcinfo, 1, "topics");
  const std::int32_t count = count_argument(fcinfo, 2);
  const std::int64_t last = newest();
  const pg::LatestSnapshot now;
  topics = check_topics(system, std::move(topics));
  // Where the stream was off.
  topics.emplace_back();
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi(pg::Access::read);
  const auto rows =
      spi.rows<std::int64_t, pg::Timestamp, std::string, std::string, Text, Text, pg::Json>(
          read_own, cursor, last, count, std::string(system_name(system)), caller.user, topics);
  pg::SetResult result(fcinfo);
  if (cursor < dropped_to() || cursor > last)
    result.add(last, pg::Timestamp{pg::wall_time()}, Text(), events::reset_kind, Text(), Text(),
               pg::Json{"{}"});
  else
    for (const auto& row : rows)
      std::apply([&](const auto&... column) { result.add(column...); }, row);
  return 0;
}

std::int64_t events_position(pg::Schema system) {
  require_caller(system);
  return newest();
}

void require_gateway() {
  const Oid role = pg::client_role();
  if (role != pg::find_role("service_role") && !pg::is_superuser(role))
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
}

Datum stream_fetch(FunctionCallInfo fcinfo) {
  require_gateway();
  const auto after = required<std::int64_t>(fcinfo, 0, "after");
  const std::int32_t count = count_argument(fcinfo, 1);
  const std::int64_t last = newest();
  const pg::LatestSnapshot now;
  pg::SetResult result(fcinfo);
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi(pg::Access::read);
  for (const auto& row :
       spi.rows<std::int64_t, pg::Timestamp, std::string, std::string, std::optional<Uuid>,
                std::string, Text, Text, pg::Json, std::optional<Uuid>>(read_stream, after, last,
                                                                        count))
    std::apply([&](const auto&... column) { result.add(column...); }, row);
  return 0;
}

Datum stream_position(FunctionCallInfo fcinfo) {
  require_gateway();
  const std::int64_t last = newest();
  const pg::LatestSnapshot now;
  pg::SetResult result(fcinfo);
  result.add(dropped_to() + 1, last);
  return 0;
}

// For the policy on socle.events: a deactivated account reads nothing.
bool is_active_in(const std::string& system) {
  const auto person = uid();
  const Oid schema = pg::find_schema(system.c_str());
  return person && schema != InvalidOid && access_of({schema}, *person).is_active;
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_events_fetch, socle::events_fetch);
SOCLE_EXPORT(socle_events_position, socle::events_position);
SOCLE_ENTRY(socle_stream_fetch, socle::stream_fetch);
SOCLE_ENTRY(socle_stream_position, socle::stream_position);
SOCLE_EXPORT(socle_is_active_in, socle::is_active_in);
