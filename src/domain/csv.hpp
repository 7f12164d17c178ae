// Comma-separated values as spreadsheets read them: RFC 4180, lines end with CR LF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/money/money.hpp"

namespace socle::csv {

class Writer {
 public:
  // Quoted where it must be. A text that a spreadsheet would run as a formula (it begins with
  // = + - @, a tab, CR or LF) gets an apostrophe before it.
  Writer& field(std::string_view text);
  // Numbers are written as they are: -500 is no formula.
  Writer& field(std::int64_t number);
  // The digits of a number as somebody else wrote them; nothing is done to them.
  Writer& number(std::string_view digits);
  // An amount in units of its currency: -1050 in EUR is -10.50.
  Writer& field(money::Minor amount, const money::Currency& currency);
  Writer& end_row();

  // What was written so far; the writer starts again from nothing.
  std::string take();

 private:
  void separate();

  std::string text_;
  bool is_row_begun_ = false;
};

}  // namespace socle::csv
