// What the gateway counts about itself, in the text format of Prometheus.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace socle::stream {

enum class Ending { left, slow, token_expired, refused, stopped };
inline constexpr std::size_t endings = 5;

struct Metrics {
  std::uint64_t requests = 0;
  std::uint64_t requests_refused = 0;
  std::uint64_t readers_started = 0;
  std::array<std::uint64_t, endings> readers_ended{};
  std::uint64_t readers_behind = 0;
  std::uint64_t events_read = 0;
  std::uint64_t events_sent = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t resets_sent = 0;
  std::uint64_t topics_revoked = 0;
  std::uint64_t checks = 0;
  std::uint64_t database_losses = 0;
};

// What is so at this moment.
struct Gauges {
  std::size_t readers = 0;
  std::size_t topics = 0;
  std::size_t checks_waiting = 0;
  std::int64_t position = 0;
  bool is_feed_connected = false;
  bool are_checks_connected = false;
};

std::string prometheus_text(const Metrics& metrics, const Gauges& gauges);

}  // namespace socle::stream
