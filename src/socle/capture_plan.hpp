// What a trigger with capture_event() does, worked out from what CREATE TRIGGER says.
#pragma once

#include <memory>

#include "pg/trigger.hpp"

namespace socle {

struct CapturePlan {
  // request:{id} is a text and a column, and so on; the last may have no column.
  struct TopicPart {
    std::string text;
    std::optional<pg::Column> column;
  };
  std::vector<TopicPart> topic;
  std::string kind;
  std::string created;
  std::string updated;
  std::string deleted;
  std::vector<pg::Column> deciding;  // who may follow depends on them
  std::vector<pg::Column> shown;     // what the payload shows
  pg::Column id;
  std::string table;
  pg::Schema system;
};

// Remembered until the table changes. Raises invalid_value (PT400), undefined_column (42703).
std::shared_ptr<const CapturePlan> capture_plan(const pg::Trigger& trigger);

void forget_captures(Oid table) noexcept;

}  // namespace socle
