#include "domain/freight/offer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

TEST(Offer, IsMadeOnlyOnARequestThatWaits) {
  EXPECT_EQ(rule(check_board(Status::validated)), "ok");
  for (const Status status : {Status::pending, Status::assigned, Status::in_progress,
                              Status::completed, Status::cancelled, Status::disputed})
    EXPECT_EQ(rule(check_board(status)), "offer_closed");
  EXPECT_EQ(facts(check_board(Status::assigned)),
            R"({"error":"offer_closed","status":"assigned"})");
}

TEST(Offer, IsClosedOnce) {
  EXPECT_EQ(rule(check_open(OfferStatus::open)), "ok");
  for (const std::string_view status : {"accepted", "rejected", "withdrawn", "expired"})
    EXPECT_EQ(facts(check_open(parse_offer_status(status).value())),
              R"({"error":"offer_closed","status":")" + std::string(status) + "\"}");
  EXPECT_EQ(to_string(OfferStatus::open), "open");
  EXPECT_EQ(parse_offer_status("closed"), std::nullopt);
}

TEST(Offer, HasAPriceThatIsNoSlip) {
  constexpr money::Minor most = std::numeric_limits<money::Minor>::max();
  for (const auto& [offered, price] : {std::pair<money::Minor, money::Minor>{1, 1},
                                       {10, 1},
                                       {1, most},
                                       {most, most},
                                       {most, most / 10 + 1},
                                       {2'217'000, 221'700}})
    EXPECT_EQ(rule(check_offer_price(offered, price)), "ok") << offered << ' ' << price;
  for (const auto& [offered, price] : {std::pair<money::Minor, money::Minor>{0, 1},
                                       {-1, 1},
                                       {11, 1},
                                       {2'217'001, 221'700},
                                       {most, most / 10}})
    EXPECT_EQ(rule(check_offer_price(offered, price)), "invalid_amount") << offered << ' ' << price;
  EXPECT_EQ(facts(check_offer_price(11, 1)), R"({"error":"invalid_amount","given":11})");
}

}  // namespace
}  // namespace socle::freight
