// The event stream: rows of socle.events, written in the transaction of the change they tell of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/events/topics.hpp"
#include "pg/json_rows.hpp"
#include "pg/spi.hpp"

namespace socle {

struct NewEvent {
  std::string_view topic = events::personal;
  std::string_view kind;
  std::string_view entity;     // the table that it is about; empty: none
  std::string_view entity_id;  // empty: none
  std::optional<pg::JsonDatum> payload;  // nothing: {}
  std::optional<Uuid> recipient;  // of a personal event
};

// Writes an event of `system`. Delivered if and only if this transaction commits. Without shared
// memory a row of the kind `reset` is left instead: readers start anew, once there is a stream.
void emit(pg::Spi& spi, pg::Schema system, const NewEvent& event);

// The name of a system in the stream: its schema's.
std::string_view system_name(pg::Schema system);

// The schema `socle`, and the sequence that numbers come from.
pg::Schema base_schema();
Oid event_sequence();

// Makes the days to come and drops those that are older than every system keeps them. Returns how
// many were dropped. Needs the rights of the owner.
std::int64_t roll_events(pg::Spi& spi);

// Takes what was written since into the index on topics: until then it is looked at row by row.
// Needs the rights of the owner.
void summarize_topics(pg::Spi& spi);

}  // namespace socle
