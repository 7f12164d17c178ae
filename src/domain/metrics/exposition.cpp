#include "domain/metrics/exposition.hpp"

namespace socle::metrics {
namespace {

void escape(std::string& out, std::string_view text, bool is_quoted) {
  for (const char character : text) {
    if (character == '\n') {
      out += "\\n";
      continue;
    }
    if (character == '\\' || (is_quoted && character == '"')) out += '\\';
    out += character;
  }
}

}  // namespace

void Exposition::begin(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  text_ += "# HELP " + family_ + ' ';
  escape(text_, help, false);
  text_ += "\n# TYPE " + family_ + ' ';
  text_ += type;
  text_ += '\n';
}

void Exposition::write_name(std::span<const Label> labels, std::string_view suffix) {
  text_ += family_;
  text_ += suffix;
  char before = '{';
  for (const auto& [name, value] : labels) {
    text_ += before;
    before = ',';
    text_ += name;
    text_ += "=\"";
    escape(text_, value, true);
    text_ += '"';
  }
  if (!labels.empty()) text_ += '}';
  text_ += ' ';
}

void Exposition::add(std::span<const Label> labels, std::int64_t value, std::string_view suffix) {
  write_name(labels, suffix);
  text_ += std::to_string(value) + '\n';
}

void Exposition::add_us(std::span<const Label> labels, std::int64_t microseconds,
                        std::string_view suffix) {
  write_name(labels, suffix);
  if (microseconds < 0) text_ += '-';
  const std::int64_t distance = microseconds < 0 ? -microseconds : microseconds;
  const std::string fraction = std::to_string(distance % 1'000'000);
  text_ += std::to_string(distance / 1'000'000) + '.';
  text_ += std::string(6 - fraction.size(), '0') + fraction + '\n';
}

}  // namespace socle::metrics
