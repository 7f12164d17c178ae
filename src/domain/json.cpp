#include "domain/json.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace socle::json {
namespace {

// An array or object that is open.
struct Level {
  Kind kind;
  std::size_t pointer_size;     // of the array or object itself
  std::size_t next_index = 0;   // arrays
  std::set<std::string> names;  // objects: those seen
};

void append_name(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (const char character : name) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
}

// Receives the events of the parser. A handler that returns false stops it; nothing is thrown.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Reader(const Visitor& visitor) : visitor_(visitor) {}

  bool null() override { return show({Kind::null, 0, {}}); }
  bool boolean(bool value) override { return show({Kind::boolean, value ? 1 : 0, {}}); }
  bool number_integer(number_integer_t value) override {
    return show({Kind::integer, value, std::to_string(value)});
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return show({Kind::number, 0, std::to_string(value)});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t, const string_t& digits) override {
    return show({Kind::number, 0, digits});
  }
  bool string(string_t& value) override {
    return !has_zero(value) && show({Kind::string, 0, std::move(value)});
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Kind::object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (has_zero(name) || !levels_.back().names.insert(name).second) return false;
    name_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  static bool has_zero(const std::string& text) { return text.find('\0') != std::string::npos; }

  bool open(Kind kind) {
    if (levels_.size() == depth_max) return false;
    show({kind, 0, {}});
    levels_.push_back({kind, pointer_.size(), 0, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  bool show(Value value) {
    std::string_view name;
    if (!levels_.empty()) {
      Level& level = levels_.back();
      pointer_.resize(level.pointer_size);
      if (level.kind == Kind::object) {
        name = name_;
        append_name(pointer_, name);
      } else {
        append_name(pointer_, std::to_string(level.next_index++));
      }
    }
    visitor_({pointer_, name, levels_.size()}, value);
    return true;
  }

  const Visitor& visitor_;
  std::string pointer_;  // of the value shown last
  std::string name_;     // of the member read last
  std::vector<Level> levels_;
};

}  // namespace

const Value* Document::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

std::optional<Document> read(std::string_view text) {
  Document document;
  const bool is_json = visit(text, [&document](const Place& place, Value& value) {
    if (place.depth == 0) {
      document.root = std::move(value);
    } else if (place.depth == 1 && document.root.kind == Kind::object) {
      document.members.push_back({std::string(place.name), std::move(value)});
    }
  });
  if (!is_json) return std::nullopt;
  return document;
}

bool visit(std::string_view text, const Visitor& visitor) {
  // The parser would skip a byte order mark; PostgreSQL's jsonb would not.
  if (text.starts_with("\xEF\xBB\xBF")) return false;
  // The parser would stop at a zero byte and never see what stands behind it.
  if (text.find('\0') != std::string_view::npos) return false;
  Reader reader(visitor);
  return nlohmann::json::sax_parse(text, &reader);
}

bool is_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = text.find('~'); i != std::string_view::npos; i = text.find('~', i + 1)) {
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

}  // namespace socle::json
