#include <gtest/gtest.h>

#include "domain/notifications/channels.hpp"
#include "refusals.hpp"

namespace socle::notifications {
namespace {

using enum Channel;

const TypeRules news{"news.strike", "system", {email}, false};
const TypeRules alarm{"wallet.frozen.owner", "payment", {email}, true};

TEST(ReadChannel, KnowsThree) {
  for (const Channel channel : channels)
    EXPECT_EQ(read_channel("channel", name_of(channel)).value(), channel);
  for (const char* word : {"", "EMAIL", "fax", "in_app"})
    EXPECT_EQ(test::facts(read_channel("channel", word)),
              R"({"error":"invalid_value","field":"channel","reason":"unknown",)"
              R"("known":["email","sms","push"]})")
        << word;
}

TEST(ReadChannels, RefusesOneThatIsUnknown) {
  EXPECT_EQ(read_channels(std::vector<std::string>{"sms", "email"}).value(),
            (std::vector{sms, email}));
  EXPECT_TRUE(read_channels({}).value().empty());
  EXPECT_EQ(test::rule(read_channels(std::vector<std::string>{"sms", "fax"})), "invalid_value");
}

TEST(IsTold, FollowsTheTypeWhereNothingWasSaid) {
  EXPECT_TRUE(is_told(news, email, {}));
  EXPECT_FALSE(is_told(news, sms, {}));
  EXPECT_FALSE(is_told(news, push, {}));
}

TEST(IsTold, CountsWhatWasSaidMostNarrowly) {
  std::vector<Preference> said = {{"all", email, false}, {"all", push, true}};
  EXPECT_FALSE(is_told(news, email, said));
  EXPECT_TRUE(is_told(news, push, said));
  EXPECT_FALSE(is_told(news, sms, said));
  said.push_back({"system", email, true});
  EXPECT_TRUE(is_told(news, email, said));
  said.push_back({"news.strike", email, false});
  EXPECT_FALSE(is_told(news, email, said));
}

TEST(IsTold, TakesNoNoteOfWhatIsAboutOthers) {
  const std::vector<Preference> said = {{"payment", email, false}, {"news.other", email, false}};
  EXPECT_TRUE(is_told(news, email, said));
}

TEST(IsTold, NobodyTurnsOffWhatIsCritical) {
  for (const char* about : {"all", "payment", "wallet.frozen.owner"})
    EXPECT_TRUE(is_told(alarm, email, std::vector<Preference>{{about, email, false}})) << about;
  EXPECT_TRUE(is_locked(alarm, email));
  EXPECT_FALSE(is_locked(news, email));
}

TEST(IsTold, OtherChannelsOfWhatIsCriticalAreFree) {
  EXPECT_FALSE(is_locked(alarm, sms));
  EXPECT_FALSE(is_told(alarm, sms, {}));
  EXPECT_TRUE(is_told(alarm, sms, std::vector<Preference>{{"payment", sms, true}}));
}

}  // namespace
}  // namespace socle::notifications
