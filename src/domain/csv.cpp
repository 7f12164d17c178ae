#include "domain/csv.hpp"

#include <utility>

namespace socle::csv {

Writer& Writer::field(std::string_view text) {
  separate();
  constexpr std::string_view formula_starts = "=+-@\t\r\n";
  const bool is_formula =
      !text.empty() && formula_starts.find(text.front()) != std::string_view::npos;
  const bool needs_quotes = text.find_first_of("\",\r\n") != std::string_view::npos;
  if (needs_quotes) text_ += '"';
  if (is_formula) text_ += '\'';
  for (const char character : text) {
    if (character == '"') text_ += '"';
    text_ += character;
  }
  if (needs_quotes) text_ += '"';
  return *this;
}

Writer& Writer::field(std::int64_t number) {
  separate();
  text_ += std::to_string(number);
  return *this;
}

Writer& Writer::number(std::string_view digits) {
  separate();
  text_ += digits;
  return *this;
}

Writer& Writer::field(money::Minor amount, const money::Currency& currency) {
  separate();
  text_ += money::to_decimal(amount, currency);
  return *this;
}

Writer& Writer::end_row() {
  text_ += "\r\n";
  is_row_begun_ = false;
  return *this;
}

std::string Writer::take() {
  is_row_begun_ = false;
  return std::exchange(text_, {});
}

void Writer::separate() {
  if (is_row_begun_) text_ += ',';
  is_row_begun_ = true;
}

}  // namespace socle::csv
