// What a request for the stream asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace socle::stream {

inline constexpr std::size_t topics_max = 100;

// The parts of a request that count, as they came.
struct RawRequest {
  std::string_view target;  // path and query
  std::string_view authorization;
  std::string_view last_event_id;
};

struct EventsRequest {
  std::string token;
  std::vector<std::string> topics;  // each once; without `person`, which everybody follows
  std::optional<std::int64_t> cursor;
};

std::string_view path_of(std::string_view target);

// The token of the header Authorization or else of ?access_token=, ?topics= separated by commas,
// and the cursor of the header Last-Event-ID or else of ?cursor=. Refuses with
// authentication_required or invalid_value.
Result<EventsRequest> read_events_request(const RawRequest& raw);

}  // namespace socle::stream
