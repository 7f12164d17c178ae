// JSON read strictly, for the documents that the domain decides about: tokens, settings, the events
// of payment providers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::json {

inline constexpr std::size_t depth_max = 32;

enum class Kind { null, boolean, integer, number, string, array, object };

// What a value is; its content too, if it is an integer, a string or a boolean (1 or 0). `text` is
// also the digits of an integer or a number, just as they were written: "10.50" never passes
// through a double.
struct Value {
  Kind kind = Kind::null;
  std::int64_t integer = 0;
  std::string text;
};

struct Member {
  std::string name;
  Value value;
};

struct Document {
  Value root;
  std::vector<Member> members;  // of the root, if it is an object; deeper ones are only checked

  // The member of this name, or null.
  const Value* find(std::string_view name) const;
};

// Nothing unless `text` is one JSON value in valid UTF-8, at most 32 levels deep, without an object
// that has a member twice and without U+0000, which PostgreSQL's text and jsonb cannot hold. A
// whole number outside of int64 is a `number`, as are 1.0 and 1e3. Never throws for what it reads.
std::optional<Document> read(std::string_view text);

// Where a value stands in its document.
struct Place {
  std::string_view pointer;  // RFC 6901: "" is the root, "/data/0/id" a member of an element
  std::string_view name;     // of the member; empty for the root and for elements
  std::size_t depth;         // 0 is the root
};

// Shows each value to `visitor`, an array or object before what it holds. False if `text` is not
// what read() accepts; `visitor` may have seen the beginning of it then.
using Visitor = std::function<void(const Place& place, Value& value)>;
bool visit(std::string_view text, const Visitor& visitor);

// Whether `text` is a pointer as in Place: empty, or names each after a '/', with "~1" for '/' and
// "~0" for '~'.
bool is_pointer(std::string_view text);

}  // namespace socle::json
