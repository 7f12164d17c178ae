// JSON read strictly, for the small documents that the domain decides about: tokens, settings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::json {

inline constexpr std::size_t depth_max = 32;

enum class Kind { null, boolean, integer, number, string, array, object };

// What a value is; its content too, if it is an integer or a string.
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

}  // namespace socle::json
