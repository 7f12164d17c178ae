#include "domain/json.hpp"

#include <gtest/gtest.h>

namespace socle::json {
namespace {

std::string nested_arrays(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Json, ReadsTheKindOfEachMember) {
  const auto document = read(R"({"a":null,"b":true,"c":-7,"d":1.5,"e":"x","f":[1],"g":{"h":2}})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.kind, Kind::object);
  EXPECT_EQ(document->members.size(), 7U);
  EXPECT_EQ(document->find("a")->kind, Kind::null);
  EXPECT_EQ(document->find("b")->kind, Kind::boolean);
  EXPECT_EQ(document->find("c")->integer, -7);
  EXPECT_EQ(document->find("d")->kind, Kind::number);
  EXPECT_EQ(document->find("e")->text, "x");
  EXPECT_EQ(document->find("f")->kind, Kind::array);
  EXPECT_EQ(document->find("g")->kind, Kind::object);
  EXPECT_EQ(document->find("h"), nullptr);
}

TEST(Json, ReadsASingleValue) {
  EXPECT_EQ(read("12")->root.integer, 12);
  EXPECT_EQ(read(R"("XOF")")->root.text, "XOF");
  EXPECT_EQ(read("[[1],{\"a\":2}]")->root.kind, Kind::array);
  EXPECT_TRUE(read("[[1],{\"a\":2}]")->members.empty());
}

TEST(Json, WholeNumbersBeyondInt64AreOnlyNumbers) {
  EXPECT_EQ(read("9223372036854775807")->root.integer, 9223372036854775807);
  EXPECT_EQ(read("9223372036854775808")->root.kind, Kind::number);
  EXPECT_EQ(read("18446744073709551616")->root.kind, Kind::number);
  EXPECT_EQ(read("-9223372036854775809")->root.kind, Kind::number);
  EXPECT_EQ(read("1.0")->root.kind, Kind::number);
  EXPECT_EQ(read("1e3")->root.kind, Kind::number);
}

TEST(Json, KeepsNumbersAsTheyAreWritten) {
  for (const char* digits :
       {"0", "-7", "10.50", "1e3", "1E+3", "-0.10", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "0.1000000000000000055511151231257827"}) {
    EXPECT_EQ(read(digits)->root.text, digits);
  }
}

// Each value as "pointer name depth", with its text.
std::string shown(std::string_view text) {
  std::string all;
  const bool is_json = visit(text, [&all](const Place& place, const Value& value) {
    all += std::string(place.pointer) + ' ' + std::string(place.name) + ' ' +
           std::to_string(place.depth) + ' ' + value.text + '\n';
  });
  return is_json ? all : "not JSON";
}

TEST(JsonVisit, ShowsEachValueAtItsPointer) {
  EXPECT_EQ(shown(R"({"id":"e1","data":{"items":[10.50,{"x":null}],"y":{}},"last":7})"),
            "  0 \n"
            "/id id 1 e1\n"
            "/data data 1 \n"
            "/data/items items 2 \n"
            "/data/items/0  3 10.50\n"
            "/data/items/1  3 \n"
            "/data/items/1/x x 4 \n"
            "/data/y y 2 \n"
            "/last last 1 7\n");
  EXPECT_EQ(shown(R"([[],[1],2])"), "  0 \n/0  1 \n/1  1 \n/1/0  2 1\n/2  1 2\n");
  EXPECT_EQ(shown("\"XOF\""), "  0 XOF\n");
}

// RFC 6901, section 5.
TEST(JsonVisit, EscapesNamesInPointers) {
  EXPECT_EQ(shown(R"({"":0,"a/b":1,"m~n":8," ":7,"~1":9})"),
            "  0 \n"
            "/  1 0\n"
            "/a~1b a/b 1 1\n"
            "/m~0n m~n 1 8\n"
            "/    1 7\n"
            "/~01 ~1 1 9\n");
}

TEST(JsonVisit, RefusesWhatReadRefuses) {
  for (const char* text : {"", "{", "{} {}", "[1,]", R"({"x":{"a":1,"a":2}})", "\"\xff\""}) {
    EXPECT_EQ(shown(text), "not JSON") << text;
  }
  EXPECT_EQ(shown(nested_arrays(33)), "not JSON");
}

TEST(JsonPointer, IsEmptyOrNamesAfterSlashes) {
  for (const char* text : {"", "/", "/a", "/a/0/b", "//", "/a~0b", "/a~1b", "/~01", "/é", "/ "}) {
    EXPECT_TRUE(is_pointer(text)) << text;
  }
  for (const char* text : {"a", "a/b", "#/a", "/~", "/a~", "/~2", "/~~0", "$.a", " /a"}) {
    EXPECT_FALSE(is_pointer(text)) << text;
  }
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "{]",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\" 1}",
                           "tru",
                           "01",
                           "+1",
                           ".5",
                           "1e999",
                           "NaN",
                           "Infinity",
                           "\"",
                           "\"\\x\"",
                           "\"\t\"",
                           "{} {}",
                           "{}x",
                           "// c\n{}",
                           "\"\\ud800\"",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

TEST(Json, RefusesTheZeroCharacterThatPostgresqlCannotHold) {
  EXPECT_FALSE(read(R"({"a":"\u0000"})"));
  EXPECT_FALSE(read(R"({"a\u0000":1})"));
  EXPECT_FALSE(read(std::string_view("{}\0", 3)));
  EXPECT_FALSE(read(std::string_view("{}\0{}", 5)));
}

TEST(Json, RefusesAMemberTwiceAtAnyLevel) {
  EXPECT_FALSE(read(R"({"a":1,"a":1})"));
  EXPECT_FALSE(read(R"({"a":1,"\u0061":2})"));
  EXPECT_FALSE(read(R"({"x":{"a":1,"a":2}})"));
  EXPECT_FALSE(read(R"([{"a":1,"a":2}])"));
  EXPECT_TRUE(read(R"({"a":1,"x":{"a":1},"y":[{"a":1},{"a":1}]})"));
}

TEST(Json, RefusesMoreThan32Levels) {
  EXPECT_TRUE(read(nested_arrays(32)));
  EXPECT_FALSE(read(nested_arrays(33)));
  EXPECT_FALSE(read(nested_arrays(1'000'000)));
  EXPECT_FALSE(read(std::string(1'000'000, '[')));
}

TEST(Json, ForgetsALevelWhenItCloses) {
  std::string text = "[";
  for (int i = 0; i < 100; ++i) text += "[[]],";
  EXPECT_TRUE(read(text + "1]"));
}

TEST(Json, SurvivesEveryTruncationAndEveryByteFlip) {
  const std::string text = R"({"sub":"\u00e9\ud83d\ude80é","a":[1,-2.5e3,{"b":null}],"c":true})";
  ASSERT_TRUE(read(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(read(std::string_view(text).substr(0, size))) << size;
  }
  for (std::size_t position = 0; position < text.size(); ++position) {
    for (int code = 0; code < 256; ++code) {
      std::string changed = text;
      changed[position] = static_cast<char>(code);
      static_cast<void>(read(changed));
    }
  }
}

}  // namespace
}  // namespace socle::json
