#include "domain/events/topics.hpp"

#include <gtest/gtest.h>

#include <string>

#include "refusals.hpp"

namespace socle::events {
namespace {

using test::facts;
using test::rule;

template <class T>
bool says(const Result<T>& result, std::string_view fact) {
  return facts(result).find(fact) != std::string::npos;
}

constexpr std::string_view subjects[] = {"request", "dispute"};
constexpr std::string_view id = "0b5e7a40-52e1-4c1c-9d0e-3c1d2f4a5b6c";

TEST(Topics, NameASubjectAndAnId) {
  const Result<Topic> topic = read_topic("request:" + std::string(id), subjects);
  ASSERT_EQ(rule(topic), "ok");
  EXPECT_EQ(topic.value().subject, "request");
  EXPECT_EQ(topic.value().id, *parse_uuid(id));
  const Result<Topic> other = read_topic("dispute:" + std::string(id), subjects);
  ASSERT_EQ(rule(other), "ok");
  EXPECT_EQ(other.value().subject, "dispute");
}

TEST(Topics, OfAnotherSubjectAreNone) {
  for (const std::string& text :
       {"vehicle:" + std::string(id), "requests:" + std::string(id), "Request:" + std::string(id),
        " request:" + std::string(id), std::string(id), std::string("request"),
        std::string("person"), std::string(), std::string(":")}) {
    const Result<Topic> topic = read_topic(text, subjects);
    EXPECT_EQ(rule(topic), "invalid_value") << text;
    EXPECT_TRUE(says(topic, "no such topic")) << text;
  }
}

TEST(Topics, WithoutAnIdAreNone) {
  for (const std::string& text :
       {std::string("request:"), std::string("request:1"), "request:" + std::string(id) + "0",
        "request: " + std::string(id)}) {
    const Result<Topic> topic = read_topic(text, subjects);
    EXPECT_EQ(rule(topic), "invalid_value") << text;
    EXPECT_TRUE(says(topic, "the part after the colon is not a UUID")) << text;
  }
}

TEST(EmittedEvents, HaveATopicOrRecipients) {
  EXPECT_EQ(rule(check_event("request:1", "driver.note", false)), "ok");
  EXPECT_EQ(rule(check_event("shop.order:A 1", "note", false)), "ok");
  EXPECT_EQ(rule(check_event("person", "note", true)), "ok");
  for (const auto& [topic, has_recipients] :
       {std::pair("request:1", true), std::pair("person", false), std::pair("", true)}) {
    const Check check = check_event(topic, "note", has_recipients);
    EXPECT_EQ(rule(check), "invalid_value") << topic;
    EXPECT_TRUE(says(check, R"("field":"recipients")")) << topic;
  }
}

TEST(EmittedEvents, HaveATopicLikeARequest) {
  for (const std::string& topic :
       {std::string(), std::string("request"), std::string("request:"), std::string(":1"),
        std::string("Request:1"), "person:" + std::string(id),
        "request:" + std::string(193, 'x')}) {
    const Check check = check_event(topic, "note", false);
    EXPECT_EQ(rule(check), "invalid_value") << topic;
    EXPECT_TRUE(says(check, R"("field":"topic")")) << topic;
  }
  EXPECT_EQ(rule(check_event("request:" + std::string(192, 'x'), "note", false)), "ok");
}

TEST(EmittedEvents, HaveAKindOfWords) {
  for (const std::string& kind :
       {std::string(), std::string("Note"), std::string("a note"), std::string("note1"),
        std::string("_note"), std::string(".note"), std::string(101, 'a')}) {
    const Check check = check_event("request:1", kind, false);
    EXPECT_EQ(rule(check), "invalid_value") << kind;
    EXPECT_TRUE(says(check, R"("field":"kind")")) << kind;
  }
  EXPECT_EQ(rule(check_event("request:1", std::string(100, 'a'), false)), "ok");
}

// Readers of a forged one would start anew, and an event for all has no topic to say whose it is.
TEST(EmittedEvents, AreNoReset) {
  const Check check = check_event("request:1", reset_kind, false);
  EXPECT_EQ(rule(check), "invalid_value");
  EXPECT_TRUE(says(check, "reserved"));
}

}  // namespace
}  // namespace socle::events
