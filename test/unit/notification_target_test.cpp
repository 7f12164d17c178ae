#include <gtest/gtest.h>

#include "domain/notifications/target.hpp"
#include "refusals.hpp"

namespace socle::notifications {
namespace {

using test::facts;

const std::string one = "00000000-0000-4000-8000-000000000001";
const std::string two = "00000000-0000-4000-8000-000000000002";

TEST(Target, IsOneOfFour) {
  EXPECT_EQ(read_target(R"({"everyone": true})").value().kind, TargetKind::everyone);
  const auto role = read_target(R"({"role": "transporter"})");
  EXPECT_EQ(role.value().kind, TargetKind::role);
  EXPECT_EQ(role.value().role, "transporter");
  const auto request = read_target(R"({"request": ")" + one + "\"}");
  EXPECT_EQ(request.value().kind, TargetKind::request);
  EXPECT_EQ(request.value().request, parse_uuid(one));
  const auto people = read_target(R"({"people": [")" + one + R"(", ")" + two + R"("]})");
  EXPECT_EQ(people.value().kind, TargetKind::people);
  EXPECT_EQ(people.value().people, (std::vector<Uuid>{*parse_uuid(one), *parse_uuid(two)}));
}

TEST(Target, IsNothingElse) {
  for (const char* json : {"", "[]", "null", "{}", R"({"everyone": false})", R"({"everyone": 1})",
                           R"({"all": true})", R"({"role": 1})", R"({"request": 1})",
                           R"({"people": true})", R"({"role": "client", "everyone": true})"})
    EXPECT_EQ(facts(read_target(json)),
              R"({"error":"invalid_value","field":"target","reason":"not one of people, role, )"
              R"(request and everyone"})")
        << json;
  EXPECT_NE(facts(read_target(R"({"role": "king"})")).find("role: unknown"), std::string::npos);
  EXPECT_NE(facts(read_target(R"({"request": "x"})")).find("request: not an id"),
            std::string::npos);
  for (const char* people : {"[]", "[1]", "[\"x\"]", "[[]]", "[{}]", "[null]"})
    EXPECT_NE(facts(read_target(R"({"people": )" + std::string(people) + "}"))
                  .find("people: not a list of ids"),
              std::string::npos)
        << people;
  EXPECT_NE(facts(read_target(R"({"people": [[")" + one + R"("]]})")).find("not a list of ids"),
            std::string::npos);
}

TEST(Target, HasAThousandPeopleAtMost) {
  std::string list = '"' + one + '"';
  for (int i = 1; i < 1'000; ++i) list += ",\"" + one + '"';
  EXPECT_EQ(read_target(R"({"people": [)" + list + "]}").value().people.size(), 1'000u);
  EXPECT_NE(facts(read_target(R"({"people": [)" + list + ",\"" + two + "\"]}")).find("too many"),
            std::string::npos);
}

}  // namespace
}  // namespace socle::notifications
