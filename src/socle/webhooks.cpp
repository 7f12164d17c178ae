#include "socle/webhooks.hpp"

#include "pg/security.hpp"
#include "pg/table_memory.hpp"
#include "pg/trigger.hpp"
#include "socle/start.hpp"

namespace socle::webhooks {

namespace {

constinit pg::SchemaStatement<> find_any{
    "select exists (select from {schema}.webhook_endpoints where is_active)"};
// What is about one topic reaches an endpoint in order.
constinit pg::SchemaStatement<std::string, std::string, std::string, std::string, pg::JsonDatum>
    write{
        R"(
  with event as materialized (select gen_random_uuid() as id, clock_timestamp() as at)
  insert into {schema}.jobs (queue, kind, payload, group_key, max_attempts)
  select q.name, $1,
    jsonb_build_object('endpoint', e.id, 'event', 'evt_' || event.id,
      'body', jsonb_build_object('type', $1, 'timestamp', event.at, 'data', jsonb_build_object(
        'topic', $2, 'entity', $3, 'entity_id', $4, 'payload', $5))),
    left(e.id || ' ' || $2, 200), q.attempts_max
  from event, {schema}.webhook_endpoints as e, {schema}.job_queues as q
  where q.name = 'webhook' and e.is_active
    and e.kinds && array[$1, split_part($1, '.', 1) || '.*', '*'])"};

// Whether a system has endpoints at all, so that events of others cost nothing.
constinit pg::TableMemory<Oid, bool, 4> known;

void forget(Oid table) noexcept { known.forget(table); }

bool has_endpoints(pg::Schema system) {
  const Oid table = pg::find_table(system.oid, "webhook_endpoints");
  if (table == InvalidOid) return false;
  const decltype(known)::Reading reading(known);
  const bool found = std::get<0>(pg::Spi(pg::Access::read).row<bool>(find_any, system).value());
  known.keep(reading, table, system.oid, found);
  return found;
}

void webhooks_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

void enqueue(pg::Schema system, const NewEvent& event) {
  if (event.recipient || event.kind == events::access_kind) return;
  const bool* const remembered = known.find(system.oid);
  if (remembered != nullptr && !*remembered) return;
  // The trigger that emits runs with the rights and the search_path of whoever changed the row.
  const pg::LockedSearchPath path;
  const pg::AsRole owner(pg::owner_of(system));
  if (remembered == nullptr && !has_endpoints(system)) return;
  const auto text_or_null = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(std::string(text));
  };
  pg::Spi().run(write, system, event.kind, event.topic, text_or_null(event.entity),
                text_or_null(event.entity_id), event.payload.value_or(pg::to_datum({"{}"})));
}

}  // namespace socle::webhooks

namespace socle {

void listen_for_webhook_changes() { pg::on_table_change(webhooks::forget); }

}  // namespace socle

SOCLE_TRIGGER(socle_webhooks_changed, socle::webhooks::webhooks_changed);
