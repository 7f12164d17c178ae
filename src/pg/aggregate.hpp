// Aggregates over rows of any shape that grow a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/guard.hpp"

namespace socle::pg {

struct Column {
  std::string name;
  bool is_number = false;
  std::optional<std::string> text;  // nothing for NULL; as the session shows it
};

// The columns of the row that is the argument of this number. Raises 42804 if it is no row.
std::vector<Column> read_columns(FunctionCallInfo fcinfo, int argument);

// The state of an aggregate whose transition type is internal: a text that rows are appended to.
class GrowingText {
 public:
  // Raises 0A000 if the function was not called by an aggregate.
  explicit GrowingText(FunctionCallInfo fcinfo);

  // Nothing was appended yet.
  bool is_empty() const { return text_ == nullptr || text_->len == 0; }
  void append(std::string_view text);

  // For the transition function, and for the final one.
  Datum state() const { return PointerGetDatum(text_); }
  std::string_view text() const;

 private:
  MemoryContext memory_ = nullptr;
  StringInfo text_ = nullptr;
};

}  // namespace socle::pg
