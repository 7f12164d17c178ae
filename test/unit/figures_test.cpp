#include <gtest/gtest.h>

#include <limits>
#include <sstream>

#include "domain/figures/counting.hpp"

namespace socle::figures {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

// Each line as "minutes figure detail currency times total"; '-' for what is empty.
std::vector<std::string> texts(const Lines& lines) {
  std::vector<std::string> result;
  for (const Line& line : lines) {
    std::ostringstream text;
    if (line.at == never)
      text << "ever";
    else
      text << line.at / minute;
    text << ' ' << line.figure << ' ' << (line.detail.empty() ? "-" : line.detail) << ' '
         << (line.currency.empty() ? "-" : line.currency) << ' ' << line.times << ' ' << line.total;
    result.push_back(text.str());
  }
  return result;
}
using Texts = std::vector<std::string>;

// A request of 12:00 whose steps were ten minutes apart.
Request completed() {
  Request request;
  request.created_at = 720 * minute;
  request.validated_at = 730 * minute;
  request.assigned_at = 740 * minute + 499'999;
  request.paid_at = 750 * minute;
  request.completed_at = 760 * minute + second / 2;
  request.delivery_date = 761 * minute;
  request.status = "completed";
  request.currency = "XOF";
  request.final_price = 1000;
  request.platform_commission = 150;
  return request;
}

TEST(Figures, OfNoRowAreNone) {
  EXPECT_TRUE(count(Profile()).empty());
  EXPECT_TRUE(count(Request()).empty());
  EXPECT_TRUE(count(Dispute()).empty());
  EXPECT_TRUE(count(Rating()).empty());
}

TEST(Figures, OfAProfileGoByRole) {
  EXPECT_EQ(texts(count(Profile{17 * minute, "client", false, true})),
            Texts{"15 sign_ups client - 1 0"});
  EXPECT_EQ(texts(count(Profile{15 * minute, "transporter", true, false})),
            (Texts{"15 sign_ups transporter - 1 0", "15 verified transporter - 1 0",
                   "15 deactivated transporter - 1 0"}));
}

TEST(Figures, OfARequestAreOfEachStep) {
  EXPECT_EQ(
      texts(count(completed())),
      (Texts{"720 requests - - 1 0", "ever requests_now completed - 1 0", "720 validated - - 1 600",
             "735 assigned - - 1 600", "750 paid - XOF 1 1000", "750 completed - XOF 1 1000",
             "750 commission - XOF 1 150", "750 processing - - 1 2401", "750 on_time - - 1 0"}));
}

TEST(Figures, OfALateRequestAreNotOnTime) {
  Request request = completed();
  request.delivery_date = *request.completed_at - 1;
  const Texts late = texts(count(request));
  EXPECT_EQ(late.back(), "750 processing - - 1 2401");
}

TEST(Figures, OfACancelledRequestSayHowFarItHadCome) {
  Request request;
  request.created_at = 0;
  request.cancelled_at = 30 * minute;
  request.status = "cancelled";
  const auto stage = [&] { return count(request).back().detail; };
  EXPECT_EQ(stage(), "pending");
  request.validated_at = minute;
  EXPECT_EQ(stage(), "validated");
  request.assigned_at = minute;
  EXPECT_EQ(stage(), "assigned");
  request.paid_at = minute;
  EXPECT_EQ(stage(), "in_progress");
  request.status = "pending";
  EXPECT_EQ(count(request).back().figure, "paid") << "the time alone is no cancellation";
}

TEST(Figures, HaveNoCompletionBeforeTheStatusSaysSo) {
  Request request = completed();
  request.status = "disputed";
  EXPECT_EQ(count(request).back().figure, "paid");
}

TEST(Figures, OfADisputeAreOfItsEndToo) {
  EXPECT_EQ(texts(count(Dispute{5 * minute, {}, "open", "damage", {}, {}, "XOF"})),
            Texts{"0 disputes damage - 1 0"});
  EXPECT_EQ(
      texts(count(Dispute{5 * minute, 65 * minute, "resolved", "damage", "split", 300, "XOF"})),
      (Texts{"0 disputes damage - 1 0", "0 disputes_settled damage - 1 0",
             "60 resolutions split - 1 3600", "60 dispute_refunds - XOF 1 300"}));
  EXPECT_EQ(count(Dispute{0, 0, "resolved", "damage", "denied", 0, "XOF"}).back().figure,
            "resolutions");
}

TEST(Figures, OfARatingAreOfWhatPeopleSee) {
  EXPECT_EQ(texts(count(Rating{minute, 4, true, true})), Texts{"0 ratings 4 - 1 4"});
  EXPECT_TRUE(count(Rating{minute, 4, false, true}).empty());
  EXPECT_TRUE(count(Rating{minute, 4, true, false}).empty());
}

TEST(Figures, AreOfTheQuarterThatHasBegun) {
  const auto quarter = [](std::int64_t at) { return count(Profile{at, "client", {}, {}})[0].at; };
  EXPECT_EQ(quarter(0), 0);
  EXPECT_EQ(quarter(15 * minute - 1), 0);
  EXPECT_EQ(quarter(15 * minute), 15 * minute);
  EXPECT_EQ(quarter(-1), -15 * minute);
  EXPECT_EQ(quarter(-15 * minute), -15 * minute);
  EXPECT_EQ(quarter(never), never);
}

TEST(Figures, CountWholeSeconds) {
  const auto took = [](Time from, Time to) {
    return count(Dispute{from, to, {}, {}, {}, {}, {}}).back().total;
  };
  EXPECT_EQ(took(0, second / 2), 1);
  EXPECT_EQ(took(0, second / 2 - 1), 0);
  EXPECT_EQ(took(second / 2, 0), -1);
  EXPECT_EQ(took(never, 0), 0);
  EXPECT_EQ(took({}, 0), 0);
}

TEST(Figures, OfAChangeAreWhatItMadeOfThem) {
  Request before;
  before.created_at = 0;
  before.status = "pending";
  Request after = before;
  after.status = "validated";
  after.validated_at = minute;
  EXPECT_EQ(texts(subtract(count(after), count(before))),
            (Texts{"ever requests_now validated - 1 0", "0 validated - - 1 60",
                   "ever requests_now pending - -1 0"}));
  EXPECT_TRUE(subtract(count(after), count(after)).empty());
  EXPECT_EQ(texts(subtract({}, count(before))),
            (Texts{"0 requests - - -1 0", "ever requests_now pending - -1 0"}));
  Request dearer = completed();
  dearer.final_price = 1200;
  EXPECT_EQ(texts(subtract(count(dearer), count(completed()))),
            (Texts{"750 paid - XOF 0 200", "750 completed - XOF 0 200"}));
}

}  // namespace
}  // namespace socle::figures
