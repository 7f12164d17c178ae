#include "domain/freight/attachments.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/freight/file.hpp"
#include "domain/json.hpp"

namespace socle::freight {
namespace {

constexpr std::size_t name_bytes_max = 255;

bool is_within(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max;
}

// What is wrong with a list of files, found while it is walked through.
class Walk {
 public:
  void see(const json::Place& place, const json::Value& value) {
    if (place.depth == 0) expect(value.kind == json::Kind::array, "not a list");
    if (place.depth == 1) begin(value);
    if (place.depth == 2) see_member(place.name, value);
    if (place.depth > 2) expect(false, "not a file");
  }

  std::string_view finish() {
    end();
    return wrong_;
  }

 private:
  void expect(bool is_right, std::string_view reason) {
    if (!is_right && wrong_.empty()) wrong_ = reason;
  }

  void begin(const json::Value& value) {
    end();
    expect(value.kind == json::Kind::object, "not a file");
    expect(++files_ <= attachments_max, "more than 20 files");
    has_name_ = has_sha256_ = false;
    is_in_file_ = true;
  }

  void end() {
    if (is_in_file_) expect(has_name_ && has_sha256_, "a file without name or sha256");
  }

  void see_member(std::string_view name, const json::Value& value) {
    expect(value.kind == json::Kind::string, "not a file");
    if (name == "name") {
      has_name_ = true;
      expect(is_within(value.text, name_bytes_max), "name not of 1 to 255 bytes");
    } else if (name == "sha256") {
      has_sha256_ = true;
      expect(is_sha256(value.text), "sha256 not of 64 hexadecimal digits");
    } else if (name == "url") {
      expect(is_web_address(value.text), "url not an https address of at most 2000 bytes");
    } else {
      expect(false, "not name, sha256 or url");
    }
  }

  std::string_view wrong_;
  std::size_t files_ = 0;
  bool has_name_ = false, has_sha256_ = false, is_in_file_ = false;
};

}  // namespace

Check check_attachments(std::string_view field, std::string_view json) {
  Walk walk;
  const bool is_json = json::visit(
      json, [&](const json::Place& place, json::Value& value) { walk.see(place, value); });
  const std::string_view wrong = is_json ? walk.finish() : "not JSON";
  if (wrong.empty()) return {};
  return Refusal(errors::invalid_value).with("field", field).with("reason", wrong);
}

}  // namespace socle::freight
