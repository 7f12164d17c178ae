// Events as the gateway holds them, and what it writes to readers: Server-Sent Events.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/uuid.hpp"

namespace socle::stream {

// Bytes that are made once and wait for many readers.
using Frame = std::shared_ptr<const std::string>;

enum class EventKind { ordinary, access, reset };

struct Event {
  std::int64_t id = 0;
  std::string topic;
  std::optional<Uuid> recipient;
  EventKind kind = EventKind::ordinary;
  bool is_ours = true;  // of the system that is served
  Frame frame;
};
using SharedEvent = std::shared_ptr<const Event>;

// The columns of an event, as the database writes them; null where there is none. Who did it is not
// among them: readers are not told.
struct EventColumns {
  std::int64_t id = 0;
  const char* at = nullptr;  // as in 2026-05-04 10:00:00.5+00
  const char* topic = nullptr;
  const char* kind = nullptr;
  const char* entity = nullptr;
  const char* entity_id = nullptr;
  const char* payload = nullptr;  // JSON
};

SharedEvent make_event(const EventColumns& columns, std::optional<Uuid> recipient, bool is_ours);

// The first frame: where the reader is, and what it follows. `retry` is when to connect again.
Frame ready_frame(std::int64_t position, const std::vector<std::string>& topics,
                  std::chrono::milliseconds retry);
// Events are missing: the reader reads anew what it shows, and goes on from `position`.
Frame reset_frame(std::int64_t position);
// The reader may no longer follow this topic, or never could.
Frame revoked_frame(std::string_view topic);
// Why the stream ends here; `reason` is JSON.
Frame end_frame(std::string_view reason);
// Keeps the connection open; a reader that has heard everything learns where the stream is.
Frame heartbeat_frame(std::optional<std::int64_t> position);
// The server stops: connect again after this time.
Frame stop_frame(std::chrono::milliseconds retry);

}  // namespace socle::stream
