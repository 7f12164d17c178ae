#include "domain/freight/document.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr std::int32_t today = 9'497;
const std::string sha(64, 'a');

Document insurance() { return {true, "insurance", sha, {}, {}, today, today}; }

TEST(Document, HasTheWordsOfTheTypesInSql) {
  for (const DocumentKind kind :
       {DocumentKind::insurance, DocumentKind::inspection, DocumentKind::registration,
        DocumentKind::licence, DocumentKind::identity})
    EXPECT_EQ(parse_document_kind(to_string(kind)), kind);
  EXPECT_EQ(parse_document_kind("passport"), std::nullopt);
  EXPECT_EQ(parse_document_status("expired"), DocumentStatus::expired);
  EXPECT_EQ(name_of(DocumentKind::licence, "fr"), "permis de conduire");
  EXPECT_EQ(name_of(DocumentKind::licence, "wo"), "permis de conduire");
  EXPECT_EQ(name_of(DocumentKind::licence, "en"), "driving licence");
}

TEST(Document, IsOfItsSubject) {
  for (const std::string_view kind : {"insurance", "inspection", "registration"}) {
    Document document = insurance();
    document.kind = kind;
    EXPECT_EQ(rule(check_document(document)), "ok") << kind;
    document.is_of_vehicle = false;
    EXPECT_EQ(facts(check_document(document)),
              R"({"error":"invalid_value","field":"kind","reason":"not of a person"})");
  }
  for (const std::string_view kind : {"licence", "identity"}) {
    Document document = insurance();
    document.kind = kind;
    EXPECT_EQ(facts(check_document(document)),
              R"({"error":"invalid_value","field":"kind","reason":"not of a vehicle"})");
    document.is_of_vehicle = false;
    EXPECT_EQ(rule(check_document(document)), "ok") << kind;
  }
}

TEST(Document, EndsWhereItsKindHasAnEnd) {
  for (const auto& [kind, answer] :
       {std::pair{"insurance", "missing_value"}, std::pair{"inspection", "missing_value"},
        std::pair{"registration", "ok"}}) {
    Document document = insurance();
    document.kind = kind;
    document.valid_until.reset();
    EXPECT_EQ(rule(check_document(document)), answer) << kind;
  }
  using Limits = std::numeric_limits<std::int32_t>;
  for (const std::int32_t day : {today - 1, Limits::max(), Limits::min()}) {
    Document document = insurance();
    document.valid_until = day;
    EXPECT_EQ(rule(check_document(document)), "invalid_value") << day;
  }
}

TEST(Document, NamesItsFileByItsHash) {
  for (const std::string& hash : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                                  std::string(64, 'A'), std::string(64, 'g')}) {
    Document document = insurance();
    document.file_sha256 = hash;
    EXPECT_EQ(rule(check_document(document)), "invalid_value") << hash;
  }
  const std::string long_text(2'001, 'x');
  Document document = insurance();
  document.number = std::string_view(long_text).substr(0, 100);
  document.file_url = "https://files.example.com/insurance.pdf";
  EXPECT_EQ(rule(check_document(document)), "ok");
  document.number = std::string_view(long_text).substr(0, 101);
  EXPECT_EQ(rule(check_document(document)), "invalid_value");
  document.number = "";
  EXPECT_EQ(rule(check_document(document)), "invalid_value");
  document.number.reset();
  document.file_url = "javascript:alert(1)";
  EXPECT_EQ(rule(check_document(document)), "invalid_value");
}

TEST(Document, TakesOnlyTheListedSteps) {
  constexpr DocumentStep steps[] = {DocumentStep::approve, DocumentStep::reject,
                                    DocumentStep::withdraw, DocumentStep::expire};
  constexpr DocumentStatus all[] = {DocumentStatus::submitted, DocumentStatus::approved,
                                    DocumentStatus::rejected, DocumentStatus::expired,
                                    DocumentStatus::withdrawn};
  std::string found;
  for (const DocumentStatus from : all)
    for (const DocumentStep step : steps)
      if (const auto to = take_step(from, step))
        found += std::string(to_string(from)) + '>' + std::string(to_string(to.value())) + ' ';
  EXPECT_EQ(found,
            "submitted>approved submitted>rejected submitted>withdrawn approved>rejected "
            "approved>withdrawn approved>expired ");
  EXPECT_EQ(facts(take_step(DocumentStatus::submitted, DocumentStep::expire)),
            R"({"error":"invalid_transition","from":"submitted","to":"expired",)"
            R"("allowed":["approved","rejected","withdrawn"]})");
  EXPECT_EQ(facts(take_step(DocumentStatus::expired, DocumentStep::approve)),
            R"({"error":"invalid_transition","from":"expired","to":"approved","allowed":[]})");
}

}  // namespace
}  // namespace socle::freight
