// What an administrator says to the gateway, by environment variables.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socle::stream {

struct Settings {
  std::string database;           // connection string of libpq, as the role authenticator
  std::string system;             // the schema whose events are served
  std::string key_file;           // what tokens are checked with
  std::string previous_key_file;  // the one before; empty: none
  std::string address;
  std::uint16_t port = 0;
  std::vector<std::string> origins;  // web pages that may read; "*" is all
  std::size_t readers_max = 0;
  std::size_t readers_per_person_max = 0;
  std::size_t buffer_bytes_max = 0;  // that wait for one reader
  std::chrono::seconds heartbeat{};
  std::chrono::seconds write_timeout{};  // in which a reader takes something of what waits
  std::chrono::seconds stop_timeout{};
  std::chrono::milliseconds retry{};  // after which a browser connects again
};

// The settings of the environment; prints what is wrong with them, and answers nothing, otherwise.
std::optional<Settings> read_settings();

}  // namespace socle::stream
