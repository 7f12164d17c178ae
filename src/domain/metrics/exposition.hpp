// Numbers in the text format that Prometheus reads, version 0.0.4.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace socle::metrics {

using Label = std::pair<std::string_view, std::string_view>;

class Exposition {
 public:
  // Begins the family `name`; all its samples follow. `type` is counter, gauge or histogram.
  void begin(std::string_view name, std::string_view type, std::string_view help);

  // A sample of the family. `suffix` is "_bucket", "_sum" or "_count" in a histogram.
  void add(std::span<const Label> labels, std::int64_t value, std::string_view suffix = "");
  // The same in seconds, exact to the microsecond.
  void add_us(std::span<const Label> labels, std::int64_t microseconds,
              std::string_view suffix = "");

  const std::string& text() const { return text_; }

 private:
  void write_name(std::span<const Label> labels, std::string_view suffix);

  std::string text_;
  std::string family_;
};

}  // namespace socle::metrics
