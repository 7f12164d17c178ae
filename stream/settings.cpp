#include "stream/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "stream/log.hpp"

namespace socle::stream {
namespace {

// Reads variables and remembers whether all of them could be read.
class Environment {
 public:
  std::string text(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    const std::string found = value != nullptr && *value != '\0' ? value : otherwise;
    if (found.empty()) complain(name, "is missing");
    return found;
  }

  std::string optional_text(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
  }

  template <class T>
  T number(const char* name, std::int64_t otherwise, std::int64_t minimum, std::int64_t maximum) {
    const std::string found = optional_text(name);
    if (found.empty()) return T(otherwise);
    std::int64_t value = 0;
    const char* const end = found.data() + found.size();
    const auto [rest, error] = std::from_chars(found.data(), end, value);
    if (error != std::errc() || rest != end || value < minimum || value > maximum)
      complain(name, "is not a number from " + std::to_string(minimum) + " to " +
                         std::to_string(maximum));
    return T(value);
  }

  void complain(const char* name, const std::string& what) {
    log(std::string(name) + ' ' + what);
    is_good_ = false;
  }

  bool is_good() const { return is_good_; }

 private:
  bool is_good_ = true;
};

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view part = list.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return parts;
}

// It becomes a search_path.
bool is_schema_name(std::string_view name) {
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

std::optional<Settings> read_settings() {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  Environment environment;
  Settings settings;
  settings.database = environment.text("SOCLE_STREAM_DATABASE", "");
  settings.system = environment.text("SOCLE_STREAM_SYSTEM", "alogistics");
  if (!is_schema_name(settings.system))
    environment.complain("SOCLE_STREAM_SYSTEM", "is not the name of a schema");
  settings.key_file = environment.text("SOCLE_STREAM_KEY_FILE", "");
  settings.previous_key_file = environment.optional_text("SOCLE_STREAM_PREVIOUS_KEY_FILE");
  settings.address = environment.text("SOCLE_STREAM_ADDRESS", "127.0.0.1");
  settings.port = environment.number<std::uint16_t>("SOCLE_STREAM_PORT", 3010, 1, 65535);
  settings.origins = split(environment.optional_text("SOCLE_STREAM_ORIGINS"));
  settings.readers_max =
      environment.number<std::size_t>("SOCLE_STREAM_READERS", 10'000, 1, 1'000'000);
  settings.readers_per_person_max =
      environment.number<std::size_t>("SOCLE_STREAM_READERS_PER_PERSON", 20, 1, 1'000'000);
  settings.buffer_bytes_max =
      1024 * environment.number<std::size_t>("SOCLE_STREAM_BUFFER_KB", 256, 16, 65536);
  settings.heartbeat = environment.number<seconds>("SOCLE_STREAM_HEARTBEAT_S", 15, 1, 3600);
  settings.write_timeout = environment.number<seconds>("SOCLE_STREAM_WRITE_TIMEOUT_S", 30, 1, 3600);
  settings.stop_timeout = environment.number<seconds>("SOCLE_STREAM_STOP_TIMEOUT_S", 5, 1, 300);
  settings.retry = environment.number<milliseconds>("SOCLE_STREAM_RETRY_MS", 3000, 100, 600'000);
  if (!environment.is_good()) return std::nullopt;
  return settings;
}

}  // namespace socle::stream
