#include "domain/trail/headers.hpp"

#include <cstdint>

#include "domain/utf8.hpp"

namespace socle::trail {

namespace {

// Texts are compared and copied through this: it drops what no longer fits, by whole characters.
class Sink {
 public:
  explicit Sink(std::span<char> out) noexcept : out_(out) {}

  void put(char32_t c) noexcept {
    if (c == 0) return;
    if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;
    char bytes[4];
    std::size_t count = 0;
    if (c < 0x80) {
      bytes[count++] = static_cast<char>(c);
    } else if (c < 0x800) {
      bytes[count++] = static_cast<char>(0xC0 | (c >> 6));
      bytes[count++] = static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      bytes[count++] = static_cast<char>(0xE0 | (c >> 12));
      bytes[count++] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      bytes[count++] = static_cast<char>(0x80 | (c & 0x3F));
    } else {
      bytes[count++] = static_cast<char>(0xF0 | (c >> 18));
      bytes[count++] = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
      bytes[count++] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      bytes[count++] = static_cast<char>(0x80 | (c & 0x3F));
    }
    put({bytes, count});
  }
  // Characters, as their bytes.
  void put(std::string_view bytes) noexcept {
    if (is_full_) return;
    is_full_ = bytes.size() > out_.size() - size_;
    if (is_full_) bytes = first_bytes(bytes, out_.size() - size_);
    size_ += bytes.copy(out_.data() + size_, bytes.size());
  }
  void clear() noexcept {
    size_ = 0;
    is_full_ = false;
  }
  std::size_t size() const noexcept { return size_; }
  bool is(std::string_view other) const noexcept { return !is_full_ && text() == other; }
  std::string_view text() const noexcept { return {out_.data(), size_}; }

 private:
  std::span<char> out_;
  std::size_t size_ = 0;
  bool is_full_ = false;
};

class Reader {
 public:
  explicit Reader(std::string_view json) noexcept : rest_(json) {}

  void skip_spaces() noexcept {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_.front()) != rest_.npos)
      rest_.remove_prefix(1);
  }
  bool take(char expected) noexcept {
    skip_spaces();
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A quoted text; false if there is none, or it does not end.
  bool take_text(Sink& sink) noexcept {
    sink.clear();
    if (!take('"')) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') {
        if (!take_escape(sink)) return false;
        continue;
      }
      std::size_t length = 1;
      while (length < rest_.size() && rest_[length] != '"' && rest_[length] != '\\') ++length;
      sink.put(rest_.substr(0, length));
      rest_.remove_prefix(length);
    }
    return take('"');
  }
  // A value that is no text, to the comma or brace behind it; false for what has an inside.
  bool skip_plain() noexcept {
    while (!rest_.empty() && rest_.front() != ',' && rest_.front() != '}') {
      if (std::string_view("{[\"").find(rest_.front()) != rest_.npos) return false;
      rest_.remove_prefix(1);
    }
    return !rest_.empty();
  }

 private:
  bool take_escape(Sink& sink) noexcept {
    constexpr std::string_view codes = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    rest_.remove_prefix(1);
    if (rest_.empty()) return false;
    const char code = rest_.front();
    rest_.remove_prefix(1);
    if (const std::size_t at = codes.find(code); at != codes.npos) {
      sink.put(static_cast<char32_t>(meanings[at]));
      return true;
    }
    char32_t unit = 0;
    if (code != 'u' || !take_hex(unit)) return false;
    const bool is_high = unit >= 0xD800 && unit <= 0xDBFF;
    if (!is_high || !rest_.starts_with("\\u")) {
      sink.put(unit);
      return true;
    }
    rest_.remove_prefix(2);
    char32_t low = 0;
    if (!take_hex(low)) return false;
    const bool is_pair = low >= 0xDC00 && low <= 0xDFFF;
    sink.put(is_pair ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : char32_t{0xFFFD});
    if (!is_pair) sink.put(low);
    return true;
  }
  bool take_hex(char32_t& unit) noexcept {
    if (rest_.size() < 4) return false;
    for (const char digit : rest_.substr(0, 4)) {
      constexpr std::string_view digits = "0123456789abcdefABCDEF";
      const std::size_t at = digits.find(digit);
      if (at == digits.npos) return false;
      unit = unit * 16 + static_cast<char32_t>(at < 16 ? at : at - 6);
    }
    rest_.remove_prefix(4);
    return true;
  }

  std::string_view rest_;
};

constexpr std::size_t name_length_max = 100;

}  // namespace

std::size_t copy_header(std::string_view json, std::string_view name,
                        std::span<char> out) noexcept {
  char name_buffer[name_length_max];
  Sink member(name_buffer);
  Sink other(std::span<char>{});
  Sink value(out);
  Reader reader(json);
  if (!reader.take('{')) return 0;
  while (reader.take_text(member) && reader.take(':')) {
    const bool is_wanted = member.is(name);
    const bool is_text = reader.take_text(is_wanted ? value : other);
    if (is_wanted && !is_text) value.clear();
    if ((!is_text && !reader.skip_plain()) || !reader.take(',')) break;
  }
  return value.size();
}

}  // namespace socle::trail
