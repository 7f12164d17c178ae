#include "domain/payments/event.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "refusals.hpp"

namespace socle::payments {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view defaults = "{}";

// An event in the default mapping that says this much more.
std::string event_with(std::string_view members) {
  return R"({"id":"e1","type":"payment.succeeded")" + std::string(members) + '}';
}

Result<ProviderEvent> read(std::string_view members, std::string_view mapping = defaults) {
  return read_event(event_with(members), mapping);
}

// A paid event of this amount, given as JSON.
Result<ProviderEvent> read_paid(std::string_view amount, std::string_view currency,
                                std::string_view mapping = defaults) {
  return read(
      R"(,"amount":)" + std::string(amount) + R"(,"currency":")" + std::string(currency) + '"',
      mapping);
}

TEST(ProviderEvent, IsReadByTheDefaultMapping) {
  const auto event =
      read(R"(,"reference":"b1f2","amount":25000,"currency":"XOF","extra":[1,{"id":"no"}])");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value().id, "e1");
  EXPECT_EQ(event.value().type, "payment.succeeded");
  EXPECT_EQ(event.value().meaning, EventType::payment_succeeded);
  EXPECT_EQ(event.value().reference, "b1f2");
  EXPECT_EQ(event.value().amount, 25'000);
  EXPECT_EQ(event.value().currency, "XOF");
}

// A mobile-money provider and a card provider, as their documentation shows events.
TEST(ProviderEvent, IsReadByTheMappingOfItsProvider) {
  const auto mobile = read_event(
      R"({"id":"EV_QvEZuDSQbLdI","type":"checkout.session.completed","data":{
          "id":"cos-18qq25rgr100a","amount":"100","currency":"XOF","client_reference":"b1f2"}})",
      R"({"reference":"/data/client_reference","amount":"/data/amount",
          "currency":"/data/currency","types":{
          "payment.succeeded":["checkout.session.completed"],
          "payment.failed":["checkout.session.payment_failed"]}})");
  ASSERT_TRUE(mobile.ok());
  EXPECT_EQ(mobile.value().id, "EV_QvEZuDSQbLdI");
  EXPECT_EQ(mobile.value().meaning, EventType::payment_succeeded);
  EXPECT_EQ(mobile.value().reference, "b1f2");
  EXPECT_EQ(mobile.value().amount, 100);

  const auto card = read_event(
      R"({"id":"evt_1","type":"payout.paid","data":{"object":{
          "amount":1050,"currency":"eur","metadata":{"our/id":"b1f2"}}}})",
      R"({"reference":"/data/object/metadata/our~1id","amount":"/data/object/amount",
          "currency":"/data/object/currency","amounts":"minor",
          "types":{"payout.settled":["payout.paid"],"payout.failed":["payout.failed"]}})");
  ASSERT_TRUE(card.ok());
  EXPECT_EQ(card.value().meaning, EventType::payout_settled);
  EXPECT_EQ(card.value().reference, "b1f2");
  EXPECT_EQ(card.value().amount, 1'050);
  EXPECT_EQ(card.value().currency, "EUR");
}

TEST(ProviderEvent, MayLackReferenceAmountAndCurrency) {
  for (const char* members : {"", R"(,"reference":null,"amount":null,"currency":null)"}) {
    const auto event = read(members);
    ASSERT_TRUE(event.ok()) << members;
    EXPECT_EQ(event.value().reference, "");
    EXPECT_FALSE(event.value().amount);
    EXPECT_EQ(event.value().currency, "");
  }
}

TEST(ProviderEvent, HasAnIdAndAType) {
  EXPECT_EQ(facts(read_event(R"({"type":"t"})", defaults)),
            R"({"error":"invalid_value","field":"event_id","reason":"missing"})");
  EXPECT_EQ(facts(read_event(R"({"id":"e1"})", defaults)),
            R"({"error":"invalid_value","field":"type","reason":"missing"})");
  for (const char* payload :
       {R"({"id":"","type":"t"})", R"({"id":null,"type":"t"})", R"({"id":{},"type":"t"})",
        R"({"id":1.5,"type":"t"})", R"({"id":true,"type":"t"})", R"({"id":["e"],"type":"t"})",
        R"({"id":"e","type":""})", R"({"id":"e","type":7})", R"([{"id":"e","type":"t"}])", "{}",
        "[]", "7"}) {
    EXPECT_EQ(rule(read_event(payload, defaults)), "invalid_value") << payload;
  }
}

TEST(ProviderEvent, MayHaveNumbersAsIdAndReference) {
  const auto event = read_event(R"({"id":285959875,"type":"t","reference":42})", defaults);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value().id, "285959875");
  EXPECT_EQ(event.value().reference, "42");
}

TEST(ProviderEvent, HasWordsOfAtMost255Characters) {
  const auto with_id = [](const std::string& id) {
    return read_event(R"({"type":"t","id":")" + id + "\"}", defaults);
  };
  std::string accents;
  for (int i = 0; i < 255; ++i) accents += "é";
  EXPECT_EQ(rule(with_id(std::string(255, 'e'))), "ok");
  EXPECT_EQ(rule(with_id(accents)), "ok");
  EXPECT_EQ(facts(with_id(accents + 'e')),
            R"({"error":"invalid_value","field":"event_id","reason":"too long"})");
  EXPECT_EQ(rule(read(R"(,"reference":")" + accents + "e\"")), "invalid_value");
}

TEST(ProviderEventAmount, IsExact) {
  EXPECT_EQ(read_paid("10.50", "EUR").value().amount, 1'050);
  EXPECT_EQ(read_paid("\"10.50\"", "EUR").value().amount, 1'050);
  EXPECT_EQ(read_paid("10.5", "EUR").value().amount, 1'050);
  EXPECT_EQ(read_paid("25000.00", "XOF").value().amount, 25'000);
  // A double would make 9223372036854775808 of the first and 92233720368547758.08 of the second.
  EXPECT_EQ(read_paid("9223372036854775807", "XOF").value().amount,
            std::numeric_limits<money::Minor>::max());
  EXPECT_EQ(read_paid("92233720368547758.07", "EUR").value().amount,
            std::numeric_limits<money::Minor>::max());
  EXPECT_EQ(read_paid("90071992547409.93", "EUR").value().amount, 9'007'199'254'740'993);
}

TEST(ProviderEventAmount, IsAPositiveDecimalNumber) {
  for (const char* amount : {"0", "-5", "1e3", "1E+3", "-0.0", "\"\"", "\"1 000\"", "\"1,5\"",
                             "\"-5\"", "\"1e3\"", "\"XOF 5\""}) {
    EXPECT_EQ(facts(read_paid(amount, "XOF")),
              R"({"error":"invalid_value","field":"amount","reason":)"
              R"("not a positive decimal number"})")
        << amount;
  }
  for (const char* amount : {"true", "[5]", "{}"}) {
    EXPECT_EQ(facts(read_paid(amount, "XOF")),
              R"({"error":"invalid_value","field":"amount","reason":"not a number"})")
        << amount;
  }
}

TEST(ProviderEventAmount, IsNeverRounded) {
  EXPECT_EQ(facts(read_paid("2500.5", "XOF")),
            R"({"error":"fractional_amount","currency":"XOF","decimals":0})");
  EXPECT_EQ(rule(read_paid("10.505", "EUR")), "fractional_amount");
  // Closer to 10 than a double can tell.
  EXPECT_EQ(rule(read_paid("10.00000000000000000001", "EUR")), "fractional_amount");
}

TEST(ProviderEventAmount, FitsTheLedger) {
  EXPECT_EQ(rule(read_paid("9223372036854775808", "XOF")), "amount_out_of_range");
  EXPECT_EQ(rule(read_paid("92233720368547758.08", "EUR")), "amount_out_of_range");
  EXPECT_EQ(rule(read_paid("99999999999999999999999", "XOF")), "amount_out_of_range");
  EXPECT_EQ(rule(read_paid("9223372036854775808", "EUR", R"({"amounts":"minor"})")),
            "amount_out_of_range");
}

TEST(ProviderEventAmount, MayComeInMinorUnits) {
  constexpr std::string_view minor = R"({"amounts":"minor"})";
  EXPECT_EQ(read_paid("1050", "EUR", minor).value().amount, 1'050);
  EXPECT_EQ(read_paid("1050", "EUR", R"({"amounts":"major"})").value().amount, 105'000);
  EXPECT_EQ(read_paid("1050", "XOF", minor).value().amount, 1'050);
  EXPECT_EQ(rule(read_paid("10.5", "EUR", minor)), "fractional_amount");
}

TEST(ProviderEventAmount, NeedsItsCurrencyUnlessItIsInMinorUnits) {
  EXPECT_EQ(facts(read(R"(,"amount":5)")),
            R"({"error":"invalid_value","field":"currency","reason":"missing"})");
  EXPECT_EQ(read(R"(,"amount":5)", R"({"amounts":"minor"})").value().amount, 5);
}

TEST(ProviderEventCurrency, IsKnownInAnyCase) {
  EXPECT_EQ(read_paid("5", "xof").value().currency, "XOF");
  EXPECT_EQ(read_paid("5", "Gnf").value().currency, "GNF");
  EXPECT_EQ(facts(read_paid("5", "FCFA")), R"({"error":"unknown_currency"})");
  EXPECT_EQ(rule(read(R"(,"currency":"ABC")")), "unknown_currency");
  EXPECT_EQ(facts(read(R"(,"currency":952)")),
            R"({"error":"invalid_value","field":"currency","reason":"not a text"})");
}

// A balance report may say 0 or -5: what moves no money is not ours to judge.
TEST(ProviderEventOfNoConcern, MayHaveAnyAmount) {
  const auto event = read_event(
      R"({"id":"e1","type":"balance.updated","reference":"r","amount":-5,"currency":"FCFA"})",
      defaults);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value().meaning, EventType::other);
  EXPECT_EQ(event.value().reference, "r");
  EXPECT_FALSE(event.value().amount);
  EXPECT_EQ(event.value().currency, "");
}

TEST(ProviderEvent, IsStrictJson) {
  EXPECT_EQ(facts(read_event("{", defaults)),
            R"({"error":"invalid_value","field":"payload","reason":"not JSON"})");
  for (const std::string& payload :
       {std::string(), event_with(R"(,"id":"e2")"), event_with(R"(,"x":{"a":1,"a":2})"),
        event_with(",\"x\":\"\xff\""), event_with(R"(,"x":"\u0000")"), event_with("") + "{}",
        "\xEF\xBB\xBF" + event_with(""), event_with(R"(,"x":)" + std::string(40, '['))}) {
    EXPECT_EQ(facts(read_event(payload, defaults)),
              R"({"error":"invalid_value","field":"payload","reason":"not JSON"})")
        << payload;
  }
}

TEST(ProviderEvent, SurvivesEveryTruncationAndEveryByteChange) {
  const std::string payload = event_with(R"(,"reference":"é","amount":10.50,"currency":"EUR")");
  ASSERT_TRUE(read_event(payload, defaults).ok());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    EXPECT_FALSE(read_event(payload.substr(0, i), defaults).ok()) << i;
    for (int code = 0; code < 256; ++code) {
      std::string changed = payload;
      changed[i] = static_cast<char>(code);
      static_cast<void>(read_event(changed, defaults));
    }
  }
}

}  // namespace
}  // namespace socle::payments
