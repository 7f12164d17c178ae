// What a backend remembers of a table, forgotten when the table changes.
//
// A trigger on the table calls announce_change(); at commit PostgreSQL tells every backend, and
// each forgets before its next statement. An aborted change is forgotten by its own backend too.
#pragma once

#include "pg/function.hpp"

namespace socle::pg {

// Told that `table` changed, or that anything may have (InvalidOid). Must not throw, raise or read.
using TableChanged = void (*)(Oid table) noexcept;

// Registers a listener for the life of the backend; at most 16. Call from the library's start.
void on_table_change(TableChanged listener);

// Tells every backend at commit that `table` changed.
void announce_change(Oid table);

// Hears now of what other backends have committed; PostgreSQL does so by itself only when a table
// is locked anew. Cheap when there is nothing to hear.
void hear_of_changes();

// The schema that a table is in.
Schema schema_of_table(Oid table);

// The table of this name in `schema`, or InvalidOid.
Oid find_table(Oid schema, const char* name);

}  // namespace socle::pg
