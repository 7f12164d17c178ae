#include "domain/json.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace socle::json {
namespace {

// Receives the events of the parser. A handler that returns false stops it; nothing is thrown.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Document take() { return std::move(document_); }

  bool null() override { return keep({Kind::null, 0, {}}); }
  bool boolean(bool) override { return keep({Kind::boolean, 0, {}}); }
  bool number_integer(number_integer_t value) override { return keep({Kind::integer, value, {}}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return keep({Kind::number, 0, {}});
    }
    return keep({Kind::integer, static_cast<std::int64_t>(value), {}});
  }
  bool number_float(number_float_t, const string_t&) override {
    return keep({Kind::number, 0, {}});
  }
  bool string(string_t& value) override {
    return !has_zero(value) && keep({Kind::string, 0, std::move(value)});
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Kind::object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (has_zero(name) || !levels_.back().insert(name).second) return false;
    if (levels_.size() == 1) document_.members.push_back({std::move(name), {}});
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  static bool has_zero(const std::string& text) { return text.find('\0') != std::string::npos; }

  bool open(Kind kind) {
    if (levels_.size() == depth_max) return false;
    keep({kind, 0, {}});
    levels_.emplace_back();
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  // A value on the first level of an object belongs to the member named last.
  bool keep(Value value) {
    if (levels_.empty()) {
      document_.root = std::move(value);
    } else if (levels_.size() == 1 && document_.root.kind == Kind::object) {
      document_.members.back().value = std::move(value);
    }
    return true;
  }

  Document document_;
  std::vector<std::set<std::string>> levels_;  // the names seen in each open object; none in arrays
};

}  // namespace

const Value* Document::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

std::optional<Document> read(std::string_view text) {
  // The parser would skip a byte order mark; PostgreSQL's jsonb would not.
  if (text.starts_with("\xEF\xBB\xBF")) return std::nullopt;
  // The parser would stop at a zero byte and never see what stands behind it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  Reader reader;
  if (!nlohmann::json::sax_parse(text, &reader)) return std::nullopt;
  return reader.take();
}

}  // namespace socle::json
