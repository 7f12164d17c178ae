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

const TypeRules chat{"dispute.message.reader", "dispute", {email}, false, 60};

TEST(CheckDigest, TakesNoneOrAQuarterOfAnHourToADay) {
  for (const std::int32_t minutes : {0, 15, 60, 1440})
    EXPECT_TRUE(check_digest(minutes)) << minutes;
  for (const std::int32_t minutes : {-15, 1, 14, 1441})
    EXPECT_EQ(test::facts(check_digest(minutes)),
              R"({"error":"invalid_value","field":"digest_minutes",)"
              R"("reason":"neither 0 nor from 15 to 1440"})")
        << minutes;
}

TEST(DigestOf, FollowsTheTypeWhereNothingWasSaidOfIt) {
  EXPECT_EQ(digest_of(chat, email, {}), 60);
  EXPECT_EQ(digest_of(news, email, {}), 0);
  EXPECT_EQ(digest_of(chat, email, std::vector<Preference>{{"dispute", email, true}}), 60);
}

TEST(DigestOf, CountsWhatWasSaidMostNarrowly) {
  std::vector<Preference> said = {{"all", email, true, 1440}};
  EXPECT_EQ(digest_of(chat, email, said), 1440);
  EXPECT_EQ(digest_of(news, email, said), 1440);
  EXPECT_EQ(digest_of(chat, sms, said), 60);
  said.push_back({"dispute", email, true, 0});
  EXPECT_EQ(digest_of(chat, email, said), 0);
  said.push_back({"dispute.message.reader", email, true, std::nullopt});
  EXPECT_EQ(digest_of(chat, email, said), 0);
  said.back().digest_minutes = 30;
  EXPECT_EQ(digest_of(chat, email, said), 30);
}

TEST(DigestOf, NothingThatIsCriticalWaits) {
  EXPECT_EQ(digest_of(alarm, email, std::vector<Preference>{{"all", email, true, 60}}), 0);
  EXPECT_EQ(digest_of(alarm, sms, std::vector<Preference>{{"all", sms, true, 60}}), 0);
}

}  // namespace
}  // namespace socle::notifications
