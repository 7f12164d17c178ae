#include "domain/result.hpp"

namespace socle {
namespace {

void append_escaped_control(std::string& json, unsigned char byte) {
  constexpr std::string_view hex = "0123456789abcdef";
  json += "\\u00";
  json += hex[byte >> 4];
  json += hex[byte & 0x0F];
}

}  // namespace

// Bytes above 127 are copied: the text is in the encoding of the database, and so is the answer.
void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      json += '\\';
      json += character;
    } else if (character == '\n') {
      json += "\\n";
    } else if (character == '\t') {
      json += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      append_escaped_control(json, byte);
    } else {
      json += character;
    }
  }
  json += '"';
}

void append_json_element(std::string& json, std::string_view text) {
  if (json.back() != '[') json += ',';
  append_json_string(json, text);
}

Refusal&& Refusal::with_texts(std::string_view member, std::span<const std::string_view> texts) && {
  name(member);
  members_ += '[';
  for (const std::string_view text : texts) append_json_element(members_, text);
  members_ += ']';
  return std::move(*this);
}

std::string Refusal::detail() const {
  std::string json = "{\"error\":";
  append_json_string(json, definition_->name);
  json += members_;
  json += '}';
  return json;
}

}  // namespace socle
