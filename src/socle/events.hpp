// The event stream: rows of socle.events, written in the transaction of the change they tell of.
#pragma once

#include <array>
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
  std::string_view entity;               // the table that it is about; empty: none
  std::string_view entity_id;            // empty: none
  std::optional<pg::JsonDatum> payload;  // nothing: {}
  std::optional<Uuid> recipient;         // of a personal event
};

// Writes an event of `system`. Delivered if and only if this transaction commits. Without shared
// memory a row of the kind `reset` is left instead: readers start anew, once there is a stream.
void emit(pg::Schema system, const NewEvent& event);

// Many events of one statement, written some at a time.
class EventBatch {
 public:
  explicit EventBatch(pg::Schema system);

  // Takes a copy in the memory that is current, which must stay until the batch is empty.
  void add(const NewEvent& event);
  void write();
  bool is_empty() const { return count_ == 0; }

 private:
  static constexpr std::size_t columns = 10;
  static constexpr std::size_t size_max = 64;
  pg::Schema schema_;
  std::string_view system_;
  std::optional<Uuid> actor_;
  pg::Timestamp at_;  // of all in it: one day takes them
  std::array<NullableDatum, size_max * columns> rows_;
  std::size_t count_ = 0;
};

// The name of a system in the stream: its schema's.
std::string_view system_name(pg::Schema system);

// The schema `socle`, and the sequence that numbers come from.
pg::Schema base_schema();
Oid event_sequence();

// Makes the days to come and drops those that are older than every system keeps them. Returns how
// many were dropped. Needs the rights of the owner.
std::int64_t roll_events(pg::Spi& spi);

// Notes the topics of what was written since, block by block: until then it is looked at row by
// row. Needs the rights of the owner.
void index_topics(pg::Spi& spi);

}  // namespace socle
