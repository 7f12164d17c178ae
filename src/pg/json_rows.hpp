// The objects of a jsonb array, read as they are stored: no text is written and parsed again.
#pragma once

#include <span>

#include "pg/value.hpp"

namespace socle::pg {

// jsonb as it is stored. Valid as long as the argument that it was read from, or the memory context
// that it was made in; read from a row of Spi, until its next statement or its end.
struct JsonDatum {
  Datum datum = 0;
};

template <>
struct Type<JsonDatum> {
  static constexpr Oid oid = JSONBOID;
  static JsonDatum read(Datum datum) { return {datum}; }
  static Datum write(const JsonDatum& value) { return value.datum; }
};

// In the memory context that is current. Raises 22P02 if it is not JSON.
inline JsonDatum to_datum(const Json& json) { return {Type<Json>::write(json)}; }

// Whether it is an object, and not an array or a single value.
bool is_object(const JsonDatum& json);

// The bytes that it is stored as: where they are equal, so is the JSON. Valid as long as it is.
std::string_view bytes_of(const JsonDatum& json);

// A member of an object. Booleans, arrays and objects are `other`.
struct JsonField {
  enum class Kind { missing, null, number, text, other };
  Kind kind = Kind::missing;
  double number = 0;
  std::string_view text;  // in the jsonb itself
};

// One row for each element of an array, with the members of these names, in their order. An element
// that is no object is a row of missing members.
class JsonRows {
 public:
  // `names` must outlive the rows.
  JsonRows(const JsonDatum& json, std::span<const std::string_view> names);

  bool is_array() const { return is_array_; }
  std::size_t size() const { return size_; }
  const JsonField& at(std::size_t row, std::size_t column) const {
    return fields_[row * names_.size() + column];
  }
  // Reads the members; before, they are missing.
  void read();

 private:
  std::span<const std::string_view> names_;
  Jsonb* json_ = nullptr;
  bool is_array_ = false;
  std::size_t size_ = 0;
  std::vector<JsonField> fields_;
};

}  // namespace socle::pg
