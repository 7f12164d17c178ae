#include "domain/freight/proof.hpp"

#include <gtest/gtest.h>

#include <string>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

const std::string hash(64, 'a');

std::string quoted(const std::string& text) { return '"' + text + '"'; }

Result<Proof> read(const std::string& members) { return read_proof('{' + members + '}', "proof"); }

TEST(Proof, ReadsWhatIsShown) {
  const auto proof =
      read(R"("received_by":"M. Traoré","notes":"At the gate","device_time":"2031-01-01T00:00Z",)"
           R"("signature_sha256":)" +
           quoted(hash) + R"(,"photo_sha256":[)" + quoted(hash) + ',' + quoted(hash) + ']');
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(proof.value().has_receiver);
  EXPECT_TRUE(proof.value().has_signature);
  EXPECT_TRUE(proof.value().has_photo);
  EXPECT_TRUE(proof.value().has_notes);
  EXPECT_EQ(proof.value().device_time, "2031-01-01T00:00Z");
  EXPECT_TRUE(read(R"("photo_sha256":)" + quoted(hash)).value().has_photo);
}

TEST(Proof, EverythingMayBeMissing) {
  for (const char* members : {"", R"("received_by":null,"notes":null,"device_time":null)",
                              R"("signature_sha256":null,"photo_sha256":null)",
                              R"("photo_sha256":[])", R"("received_by":" ","notes":"")"}) {
    const auto proof = read(members);
    ASSERT_TRUE(proof.ok()) << members;
    EXPECT_FALSE(proof.value().has_receiver || proof.value().has_file() ||
                 proof.value().has_notes || proof.value().device_time)
        << members;
  }
}

TEST(Proof, RefusesWhatIsNone) {
  EXPECT_EQ(
      facts(read(R"("photo":"a.jpg")")),
      R"({"error":"invalid_value","field":"proof.photo","reason":"not a member of a proof"})");
  EXPECT_EQ(facts(read_proof("[]", "proof")),
            R"({"error":"invalid_value","field":"proof","reason":"not a JSON object"})");
  EXPECT_EQ(facts(read_proof("{", "proof")),
            R"({"error":"invalid_value","field":"proof","reason":"not JSON"})");
  const std::string upper(64, 'A');
  for (const std::string& members :
       {R"("received_by":1)" + std::string(), "\"received_by\":" + quoted(std::string(201, 'x')),
        "\"notes\":" + quoted(std::string(1'001, 'x')), std::string(R"("notes":{"a":"b"})"),
        std::string(R"("signature_sha256":"abc")"), "\"signature_sha256\":" + quoted(upper),
        "\"signature_sha256\":[" + quoted(hash) + ']', "\"photo_sha256\":[[" + quoted(hash) + "]]",
        "\"photo_sha256\":{\"a\":" + quoted(hash) + '}', std::string(R"("photo_sha256":[null])"),
        std::string(R"("device_time":1)"), std::string(R"("code_confirmed":true)")}) {
    EXPECT_EQ(rule(read(members)), "invalid_value") << members;
  }
}

TEST(Proof, HoldsTwentyPhotographs) {
  std::string photos = quoted(hash);
  for (std::size_t i = 1; i < proof_photos_max; ++i) photos += ',' + quoted(hash);
  EXPECT_EQ(rule(read("\"photo_sha256\":[" + photos + ']')), "ok");
  EXPECT_EQ(facts(read("\"photo_sha256\":[" + photos + ',' + quoted(hash) + ']')),
            R"({"error":"invalid_value","field":"proof.photo_sha256","reason":"too many"})");
}

TEST(Proof, IsEnoughByTheRule) {
  const Proof none, name{.has_receiver = true}, photo{.has_photo = true},
      document{.has_receiver = true, .has_signature = true};
  struct Case {
    ProofRule rule;
    bool alone, with_name, with_photo, with_document;
  };
  for (const bool is_code_right : {false, true}) {
    const bool code = is_code_right;
    for (const Case& expected : {Case{ProofRule::code, code, code, code, code},
                                 Case{ProofRule::document, false, false, false, true},
                                 Case{ProofRule::any, code, code, code, true}}) {
      EXPECT_EQ(is_enough(expected.rule, none, code), expected.alone);
      EXPECT_EQ(is_enough(expected.rule, name, code), expected.with_name);
      EXPECT_EQ(is_enough(expected.rule, photo, code), expected.with_photo);
      EXPECT_EQ(is_enough(expected.rule, document, code), expected.with_document);
    }
  }
  EXPECT_EQ(parse_proof_rule("document"), ProofRule::document);
  EXPECT_EQ(parse_proof_rule("both"), std::nullopt);
}

TEST(Proof, DeviceTimeIsBetweenPaymentAndNow) {
  constexpr Instant minute = 60'000'000;
  constexpr Instant paid = 1'000 * minute, now = 2'000 * minute;
  for (const Instant time : {paid, now, now + 5 * minute}) {
    EXPECT_EQ(rule(check_device_time(time, paid, now, "proof")), "ok");
  }
  EXPECT_EQ(facts(check_device_time(paid - 1, paid, now, "proof")),
            R"({"error":"invalid_value","field":"proof.device_time",)"
            R"("reason":"before the job was paid"})");
  EXPECT_EQ(rule(check_device_time(now + 5 * minute + 1, paid, now, "proof")), "invalid_value");
}

}  // namespace
}  // namespace socle::freight
