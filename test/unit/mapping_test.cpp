#include <gtest/gtest.h>

#include <string>

#include "domain/payments/event.hpp"
#include "refusals.hpp"

namespace socle::payments {
namespace {

using test::facts;
using test::rule;

std::string refused(std::string_view reason, std::string_view member) {
  return R"({"error":"invalid_value","field":"mapping","reason":")" + std::string(reason) +
         R"(","member":")" + std::string(member) + "\"}";
}

EventType meaning(std::string_view type, std::string_view mapping) {
  const std::string payload = R"({"id":"e","type":")" + std::string(type) + "\"}";
  return read_event(payload, mapping).value().meaning;
}

TEST(Mapping, MayNameEveryPart) {
  EXPECT_EQ(rule(check_mapping("{}")), "ok");
  EXPECT_EQ(rule(check_mapping(R"({"event_id":"/id","type":"/type","reference":"/data/reference",
                                   "amount":"/data/amount","currency":"/data/currency",
                                   "amounts":"major","types":{
                                   "payment.succeeded":["checkout.completed","charge.ok"],
                                   "payment.failed":["checkout.failed"],
                                   "payout.settled":[],"payout.failed":["transfer.failed"]}})")),
            "ok");
}

TEST(Mapping, IsAnObjectOfKnownMembers) {
  EXPECT_EQ(facts(check_mapping("{")), refused("not JSON", ""));
  EXPECT_EQ(facts(check_mapping(R"({"type":"/a","type":"/b"})")), refused("not JSON", ""));
  EXPECT_EQ(facts(check_mapping("[]")), refused("not an object", ""));
  EXPECT_EQ(facts(check_mapping("null")), refused("not an object", ""));
  EXPECT_EQ(facts(check_mapping(R"({"id":"/id"})")), refused("unknown member", "/id"));
  EXPECT_EQ(facts(check_mapping(R"({"Type":"/id"})")), refused("unknown member", "/Type"));
}

TEST(Mapping, PointsToParts) {
  for (const char* part : {"event_id", "type", "reference", "amount", "currency"}) {
    const auto pointing = [part](std::string_view json) {
      return check_mapping("{\"" + std::string(part) + "\":" + std::string(json) + '}');
    };
    const std::string member = '/' + std::string(part);
    EXPECT_EQ(rule(pointing(R"("/a/0/b~1c~0")")), "ok");
    for (const char* json : {R"("")", R"("id")", R"("$.id")", R"("/a~")", R"("/a~2")"}) {
      EXPECT_EQ(facts(pointing(json)), refused("not a JSON pointer", member)) << json;
    }
    for (const char* json : {"1", "null", R"(["/id"])", R"({"a":"/id"})"}) {
      EXPECT_EQ(facts(pointing(json)), refused("not a text", member)) << json;
    }
  }
}

TEST(Mapping, FindsWhatItPointsTo) {
  const auto event = read_event(R"({"a/b":{"":["x","e1"]},"t":"payment.failed","r":"e1"})",
                                R"({"event_id":"/a~1b//1","type":"/t","reference":"/a~1b//1"})");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event.value().id, "e1");
  EXPECT_EQ(event.value().reference, "e1");
  // RFC 6901 has no index with a leading zero and none from the end.
  for (const char* pointer : {"/a/01", "/a/-1", "/a/-", "/a/2", "/a/0/0", "/A/1"}) {
    EXPECT_EQ(rule(read_event(R"({"a":["e0","e1"],"type":"t"})",
                              R"({"event_id":")" + std::string(pointer) + "\"}")),
              "invalid_value")
        << pointer;
  }
}

TEST(Mapping, HasAmountsInMajorOrMinorUnits) {
  EXPECT_EQ(rule(check_mapping(R"({"amounts":"minor"})")), "ok");
  EXPECT_EQ(facts(check_mapping(R"({"amounts":"cents"})")),
            refused("neither major nor minor", "/amounts"));
  EXPECT_EQ(facts(check_mapping(R"({"amounts":2})")), refused("not a text", "/amounts"));
}

TEST(Mapping, ListsTheTypesOfEachMeaning) {
  EXPECT_EQ(facts(check_mapping(R"({"types":[]})")), refused("not an object", "/types"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"payment.done":[]}})")),
            refused("unknown member", "/types/payment.done"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"other":[]}})")),
            refused("unknown member", "/types/other"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"payment.failed":"x"}})")),
            refused("not an array", "/types/payment.failed"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"payment.failed":["x",1]}})")),
            refused("not a text", "/types/payment.failed/1"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"payment.failed":[["x"]]}})")),
            refused("not a text", "/types/payment.failed/0"));
  EXPECT_EQ(facts(check_mapping(R"({"types":{"payment.failed":[""]}})")),
            refused("empty", "/types/payment.failed/0"));
}

// Money would be credited and not credited by the same event.
TEST(Mapping, GivesATypeOneMeaning) {
  EXPECT_EQ(
      facts(check_mapping(R"({"types":{"payment.succeeded":["done"],"payment.failed":["done"]}})")),
      refused("a type twice", "/types/payment.failed/0"));
  EXPECT_EQ(rule(check_mapping(R"({"types":{"payment.failed":["done","done"]}})")),
            "invalid_value");
}

TEST(Mapping, KeepsTheNamesOfTheMeaningsWithoutTypes) {
  for (const EventType type : {EventType::payment_succeeded, EventType::payment_failed,
                               EventType::payout_settled, EventType::payout_failed}) {
    EXPECT_EQ(meaning(to_string(type), "{}"), type);
  }
  EXPECT_EQ(to_string(EventType::payout_settled), "payout.settled");
  EXPECT_EQ(meaning("other", "{}"), EventType::other);
  EXPECT_EQ(meaning("Payment.Succeeded", "{}"), EventType::other);
}

// Whoever lists the types lists all: nothing credits money that nobody mapped.
TEST(Mapping, LeavesAllOtherTypesToOther) {
  constexpr std::string_view mapping = R"({"types":{"payment.succeeded":["charge.ok"]}})";
  EXPECT_EQ(meaning("charge.ok", mapping), EventType::payment_succeeded);
  EXPECT_EQ(meaning("payment.succeeded", mapping), EventType::other);
  EXPECT_EQ(meaning("payout.failed", mapping), EventType::other);
  EXPECT_EQ(meaning("payment.failed", R"({"types":{}})"), EventType::other);
}

TEST(Mapping, IsCheckedBeforeTheEvent) {
  EXPECT_EQ(facts(read_event("{", R"({"amounts":"cents"})")),
            refused("neither major nor minor", "/amounts"));
}

}  // namespace
}  // namespace socle::payments
