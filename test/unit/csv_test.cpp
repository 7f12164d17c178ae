#include "domain/csv.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace socle::csv {
namespace {

std::string written(std::string_view text) { return Writer().field(text).take(); }

std::string written(money::Minor amount, std::string_view code) {
  return Writer().field(amount, money::find_currency(code).value()).take();
}

TEST(Csv, SeparatesFieldsByCommasAndRowsByCrLf) {
  Writer writer;
  writer.field("at").field("amount").end_row();
  writer.field("2026-11-20").field(500).end_row();
  writer.field("").field("").end_row();
  EXPECT_EQ(writer.take(), "at,amount\r\n2026-11-20,500\r\n,\r\n");
}

TEST(Csv, QuotesWhatWouldBreakARow) {
  EXPECT_EQ(written("Abidjan, Plateau"), "\"Abidjan, Plateau\"");
  EXPECT_EQ(written("sacs de \"riz\""), "\"sacs de \"\"riz\"\"\"");
  EXPECT_EQ(written("a\nb"), "\"a\nb\"");
  EXPECT_EQ(written("a\rb"), "\"a\rb\"");
  EXPECT_EQ(written("a\r\nb"), "\"a\r\nb\"");
  EXPECT_EQ(written("\""), "\"\"\"\"");
}

TEST(Csv, LeavesOtherTextAlone) {
  for (const char* text : {"", "Bouaké → Korhogo", " a ", "a;b", "it's", "5-3", "x=1", "a\tb"}) {
    EXPECT_EQ(written(text), text);
  }
}

TEST(Csv, GuardsTextThatASpreadsheetWouldRun) {
  EXPECT_EQ(written("=1+1"), "'=1+1");
  EXPECT_EQ(written("+33"), "'+33");
  EXPECT_EQ(written("-2"), "'-2");
  EXPECT_EQ(written("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(written("\t=1"), "'\t=1");
  EXPECT_EQ(written("="), "'=");
}

// The apostrophe stands inside the quotes: before them it would end the quoting.
TEST(Csv, GuardsAndQuotesTogether) {
  EXPECT_EQ(written("=HYPERLINK(\"http://x\",\"y\")"),
            "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  EXPECT_EQ(written("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(written("\n=1"), "\"'\n=1\"");
}

TEST(Csv, WritesNumbersAsTheyAre) {
  Writer writer;
  writer.field(-500).field(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(writer.take(), "-500,-9223372036854775808");
  EXPECT_EQ(written(-1'050, "EUR"), "-10.50");
  EXPECT_EQ(written(25'000, "XOF"), "25000");
  EXPECT_EQ(written(-25'000, "XOF"), "-25000");
}

TEST(Csv, StartsAgainOnceItWasTaken) {
  Writer writer;
  EXPECT_EQ(writer.field("a").take(), "a");
  EXPECT_EQ(writer.take(), "");
  EXPECT_EQ(writer.field("b").take(), "b");
}

}  // namespace
}  // namespace socle::csv
