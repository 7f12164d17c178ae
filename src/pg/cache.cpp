#include "pg/cache.hpp"

namespace socle::pg {

namespace {

void relation_changed(Datum listener, Oid table) {
  reinterpret_cast<TableChanged>(listener)(table);
}

}  // namespace

void on_table_change(TableChanged listener) {
  CacheRegisterRelcacheCallback(relation_changed, reinterpret_cast<Datum>(listener));
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
