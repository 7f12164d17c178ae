#include <gtest/gtest.h>

#include "domain/notifications/dates.hpp"
#include "domain/notifications/variables.hpp"
#include "refusals.hpp"

namespace socle::notifications {
namespace {

using test::facts;

const Variables declared = {{"route", VariableKind::text},
                            {"count", VariableKind::integer},
                            {"day", VariableKind::date},
                            {"page", VariableKind::link}};

std::string invalid(std::string_view field, std::string_view reason, std::string_view more = "") {
  return R"({"error":"invalid_value","field":")" + std::string(field) + R"(","reason":")" +
         std::string(reason) + '"' + std::string(more) + '}';
}

TEST(Variables, AreNamesWithKinds) {
  const auto variables = read_variables(R"({"route": "text", "count": "integer", "d1_": "date"})");
  ASSERT_TRUE(variables);
  EXPECT_EQ(write_variables(variables.value()),
            R"({"route":"text","count":"integer","d1_":"date"})");
  EXPECT_EQ(write_variables(read_variables("{}").value()), "{}");
}

TEST(Variables, RefuseWhatIsNone) {
  for (const char* json : {"[]", "null", "\"route\"", "", "{"})
    EXPECT_EQ(facts(read_variables(json)), invalid("variables", "not an object")) << json;
  for (const char* json :
       {R"({"Route": "text"})", R"({"1st": "text"})", R"({"": "text"})", R"({"a b": "text"})",
        R"({"route": "colour"})", R"({"route": 1})", R"({"route": null})"})
    EXPECT_EQ(test::rule(read_variables(json)), "invalid_value") << json;
  std::string many = "{";
  for (int i = 0; i < 51; ++i) many += (i > 0 ? ",\"v" : "\"v") + std::to_string(i) + "\":\"text\"";
  EXPECT_EQ(facts(read_variables(many + '}')),
            invalid("variables", "too many", R"(,"maximum":50)"));
}

TEST(CheckTemplate, TakesWhatIsDeclared) {
  EXPECT_TRUE(check_template("{route}", "{count} on {day}: {page}, {count}", declared));
  EXPECT_TRUE(check_template("No variable", "at all", {}));
}

TEST(CheckTemplate, RefusesWhatIsNotDeclared) {
  EXPECT_EQ(facts(check_template("To {place}", "x", declared)),
            invalid("title", "a variable that is not declared", R"(,"variable":"place")"));
  EXPECT_EQ(facts(check_template("x", "{route} {rout}", declared)),
            invalid("message", "a variable that is not declared", R"(,"variable":"rout")"));
}

TEST(CheckTemplate, RefusesBracesThatHoldNoName) {
  for (const char* text :
       {"{", "}", "a } b", "{route", "route}", "{{route}}", "{route}}", "{ro{ute}"})
    EXPECT_EQ(facts(check_template(text, "x", declared)),
              invalid("title", "a brace without its other half"))
        << text;
  for (const char* text : {"{}", "{Route}", "{ route}", "{route.x}", "{1}"})
    EXPECT_NE(facts(check_template(text, "x", declared)).find("what is in braces is no name"),
              std::string::npos)
        << text;
}

TEST(CheckTemplate, RefusesTextsThatAreEmptyOrTooLong) {
  EXPECT_EQ(facts(check_template("", "x", {})), invalid("title", "empty"));
  EXPECT_EQ(facts(check_template("x", " \n", {})), invalid("message", "empty"));
  EXPECT_TRUE(check_template(std::string(200, 'x'), std::string(4'000, 'x'), {}));
  EXPECT_EQ(facts(check_template(std::string(201, 'x'), "x", {})),
            invalid("title", "too long", R"(,"bytes_max":200)"));
  EXPECT_EQ(facts(check_template("x", std::string(4'001, 'x'), {})),
            invalid("message", "too long", R"(,"bytes_max":4000)"));
}

TEST(NamesIn, GivesEachOnceInOrder) {
  EXPECT_EQ(names_in("{b}", "{a} {b} {c}"), (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_TRUE(names_in("none", "none").empty());
}

std::string filled(std::string_view json, std::string_view locale) {
  const auto data = read_data(json, declared, locale);
  if (!data) return facts(data);
  return fill("{route}|{count}|{day}|{page}", data.value());
}

TEST(ReadData, WritesEachKindInTheLocale) {
  const char* const json =
      R"({"route":"Dakar","count":-1234567,"day":"2026-12-01","page":"https://a.example/b?c=d"})";
  EXPECT_EQ(filled(json, "fr"),
            "Dakar|-1\u00a0234\u00a0567|1er décembre 2026|https://a.example/b?c=d");
  EXPECT_EQ(filled(json, "en"), "Dakar|-1,234,567|1 December 2026|https://a.example/b?c=d");
  EXPECT_EQ(filled(R"({"route":"","count":999,"day":"2028-02-29","page":"http://a"})", "fr_SN"),
            "|999|29 février 2028|http://a");
}

TEST(ReadData, RefusesWhatIsMissingOrOfAnotherKind) {
  EXPECT_EQ(filled("[]", "fr"), invalid("data", "not an object"));
  EXPECT_EQ(filled(R"({"route":"a","count":1,"day":"2026-12-01"})", "fr"),
            R"({"error":"missing_value","field":"page"})");
  EXPECT_EQ(filled(R"({"route":null,"count":1,"day":"2026-12-01","page":"http://a"})", "fr"),
            R"({"error":"missing_value","field":"route"})");
  EXPECT_EQ(filled(R"({"route":1,"count":1,"day":"2026-12-01","page":"http://a"})", "fr"),
            invalid("route", "not a text"));
  for (const char* count : {"\"1\"", "1.5", "1e3", "true"})
    EXPECT_EQ(filled(R"({"route":"a","count":)" + std::string(count) +
                         R"(,"day":"2026-12-01","page":"http://a"})",
                     "fr"),
              invalid("count", "not an integer"));
  for (const char* day : {"2026-13-01", "2026-02-29", "2026-12-1", "01/12/2026", "2026-12-01T", ""})
    EXPECT_EQ(
        filled(R"({"route":"a","count":1,"day":")" + std::string(day) + R"(","page":"http://a"})",
               "fr"),
        invalid("day", "not a date"));
  for (const char* page : {"javascript:x", "ftp://a", "https://a b", "https://a<b"})
    EXPECT_EQ(filled(R"({"route":"a","count":1,"day":"2026-12-01","page":")" + std::string(page) +
                         R"("})",
                     "fr"),
              invalid("page", "not a link"));
  EXPECT_EQ(filled(R"({"route":"a","count":1,"day":"2026-12-01","page":"http://a","x":1})", "fr"),
            invalid("data", "a variable that is not declared", R"(,"variable":"x")"));
}

TEST(ReadData, RefusesTextsThatAreTooLong) {
  const auto with = [](std::size_t length) {
    return R"({"route":")" + std::string(length, 'x') +
           R"(","count":1,"day":"2026-12-01","page":"http://a"})";
  };
  EXPECT_EQ(filled(with(2'001), "fr"), invalid("route", "too long", R"(,"bytes_max":2000)"));
  EXPECT_TRUE(read_data(with(2'000), declared, "fr"));
}

TEST(ChooseLocale, FallsBackToTheLanguageThenFrenchThenEnglish) {
  const std::vector<std::string> three = {"en", "fr", "wo"};
  EXPECT_EQ(choose_locale("wo", three), "wo");
  EXPECT_EQ(choose_locale("en_GB", three), "en");
  EXPECT_EQ(choose_locale("pt", three), "fr");
  EXPECT_EQ(choose_locale("", three), "fr");
  EXPECT_EQ(choose_locale("pt", std::vector<std::string>{"de", "en"}), "en");
  EXPECT_EQ(choose_locale("pt", std::vector<std::string>{"de", "wo"}), "de");
  EXPECT_EQ(choose_locale("fr", {}), "");
}

TEST(BuiltInTemplates, WouldBeSaved) {
  for (const Template& known : templates()) {
    Variables variables;
    for (const std::string& name : names_in(known.title_fr, known.message_fr))
      variables.push_back({name, VariableKind::text});
    EXPECT_TRUE(check_template(known.title_fr, known.message_fr, variables)) << known.key;
    EXPECT_TRUE(check_template(known.title_en, known.message_en, variables)) << known.key;
  }
}

}  // namespace
}  // namespace socle::notifications
