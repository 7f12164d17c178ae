// The names of what people follow.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::events {

// The topic of events that are for one person.
inline constexpr std::string_view personal = "person";
// Who may follow this topic has changed, or the account or a session of this person.
inline constexpr std::string_view access_kind = "access";
// Events are missing here: readers start anew.
inline constexpr std::string_view reset_kind = "reset";

// A topic that is about one thing: "request:0b5e…".
struct Topic {
  std::string subject;
  Uuid id;
};

// Reads a topic with one of `subjects`; `invalid_value` for anything else.
Result<Topic> read_topic(std::string_view text, std::span<const std::string_view> subjects);

// What is wrong with an event that is to be emitted; nothing if it may be.
Check check_event(std::string_view topic, std::string_view kind, bool has_recipients);

}  // namespace socle::events
