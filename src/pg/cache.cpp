#include "pg/cache.hpp"

#include <array>

namespace socle::pg {

namespace {

// A server has ten places for such callbacks, for itself and for all libraries: we take one.
constinit std::array<TableChanged, 16> listeners{};
constinit std::size_t listener_count = 0;

void relation_changed(Datum, Oid table) {
  for (std::size_t i = 0; i < listener_count; ++i) listeners[i](table);
}

}  // namespace

void on_table_change(TableChanged listener) {
  if (listener_count == 0) CacheRegisterRelcacheCallback(relation_changed, 0);
  if (listener_count == listeners.size()) call([] { elog(ERROR, "too many listeners of tables"); });
  listeners[listener_count++] = listener;
}

void announce_change(Oid table) {
  call([&] { CacheInvalidateRelcacheByRelid(table); });
}

void hear_of_changes() {
  call([] { AcceptInvalidationMessages(); });
}

Schema schema_of_table(Oid table) {
  return {call([&] { return get_rel_namespace(table); })};
}

Oid find_table(Oid schema, const char* name) {
  return call([&] { return get_relname_relid(name, schema); });
}

}  // namespace socle::pg
