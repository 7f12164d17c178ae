#include "domain/settings/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "domain/identity/password.hpp"
#include "domain/money/money.hpp"
#include "domain/settings/areas.hpp"
#include "refusals.hpp"

namespace socle::settings {
namespace {

using test::facts;
using test::rule;

// Which keys there are is compared with docs/settings.md by the suite docs.
TEST(Settings, AcceptTheirOwnDefaults) {
  std::set<std::string_view> keys;
  for (const Definition& definition : definitions()) {
    EXPECT_TRUE(keys.insert(definition.key).second);
    EXPECT_EQ(rule(check_setting(definition.key, definition.default_json)), "ok") << definition.key;
  }
  EXPECT_TRUE(keys.contains("platform.commission_bps"));
}

TEST(Settings, AreDescribedInBothLanguages) {
  for (const Definition& definition : definitions()) {
    EXPECT_TRUE(definition.description.ends_with('.')) << definition.key;
    EXPECT_TRUE(definition.description_fr.ends_with('.')) << definition.key;
    EXPECT_NE(definition.description, definition.description_fr);
  }
}

TEST(Settings, NameTheirUnit) {
  EXPECT_EQ(unit_by_name("platform.commission_bps"), "bps");
  EXPECT_EQ(unit_by_name("idempotency.hours"), "hours");
  EXPECT_EQ(unit_by_name("tracking.arrival_radius_m"), "m");
  EXPECT_EQ(unit_by_name("delivery.code_attempts"), "attempts");
  EXPECT_EQ(unit_by_name("withdrawal.fee"), "");
  EXPECT_EQ(unit_by_name("jobs.backoff_max_seconds"), "seconds");
  for (const Definition& definition : definitions()) {
    if (definition.kind != Kind::integer) {
      EXPECT_EQ(definition.unit, "") << definition.key;
    }
    if (definition.maximum == amount_max) {
      EXPECT_EQ(definition.unit, "minor units") << definition.key;
    }
  }
}

TEST(Settings, BoundTheCommission) {
  EXPECT_EQ(rule(check_setting("platform.commission_bps", "0")), "ok");
  EXPECT_EQ(rule(check_setting("platform.commission_bps", "10000")), "ok");
  EXPECT_EQ(facts(check_setting("platform.commission_bps", "10001")),
            R"({"error":"invalid_setting","key":"platform.commission_bps",)"
            R"("reason":"out of bounds","minimum":0,"maximum":10000})");
  for (const char* json : {"-1", "15.5", "1500.0", "\"1500\"", "null", "true", "[1500]", "{}", "",
                           "1500 1", "9223372036854775808"}) {
    EXPECT_EQ(rule(check_setting("platform.commission_bps", json)), "invalid_setting") << json;
  }
}

TEST(Settings, OfferOnlyCurrenciesThatAreKnown) {
  for (const char* code : {"XOF", "XAF", "EUR", "GNF"}) {
    EXPECT_EQ(rule(check_setting("platform.currency", '"' + std::string(code) + '"')), "ok");
    EXPECT_TRUE(money::find_currency(code));
  }
  EXPECT_EQ(facts(check_setting("platform.currency", "\"USD\"")),
            R"({"error":"invalid_setting","key":"platform.currency",)"
            R"("reason":"not one of the choices","allowed":["XOF","XAF","EUR","GNF"]})");
  for (const char* json : {"\"xof\"", "\"\"", "XOF", "1", "null", "[\"XOF\"]"}) {
    EXPECT_EQ(rule(check_setting("platform.currency", json)), "invalid_setting") << json;
  }
}

TEST(Settings, KnowTwoMomentsOfDebit) {
  EXPECT_EQ(rule(check_setting("payment.debit_at", "\"assignment\"")), "ok");
  EXPECT_EQ(rule(check_setting("payment.debit_at", "\"validation\"")), "ok");
  EXPECT_EQ(rule(check_setting("payment.debit_at", "\"delivery\"")), "invalid_setting");
}

TEST(Settings, KnowWhetherAddressesMustBeConfirmed) {
  EXPECT_EQ(rule(check_setting("auth.email_confirmation", "\"optional\"")), "ok");
  EXPECT_EQ(rule(check_setting("auth.email_confirmation", "\"required\"")), "ok");
  EXPECT_EQ(rule(check_setting("auth.email_confirmation", "true")), "invalid_setting");
}

// Costs that the settings allow are costs that passwords are hashed with.
TEST(Settings, OfferOnlyCostsThatAreKnown) {
  const auto cost = std::find_if(definitions().begin(), definitions().end(),
                                 [](const auto& found) { return found.key == "auth.bcrypt_cost"; });
  EXPECT_GE(cost->minimum, identity::cost_min);
  EXPECT_LE(cost->maximum, identity::cost_max);
}

// Bounds and defaults as decided for the ledger and for signing in.
TEST(Settings, BoundNumbersAndDeadlines) {
  struct Expected {
    std::string_view key;
    std::int64_t minimum, maximum;
    std::string_view default_json;
  };
  for (const auto& [key, minimum, maximum, default_json] : {
           Expected{"pricing.road_factor_bps", 10'000, 50'000, "13000"},
           Expected{"quote.valid_minutes", 5, 10'080, "60"},
           Expected{"dispute.window_days", 1, 365, "7"},
           Expected{"dispute.escalate_hours", 1, 8'760, "48"},
           Expected{"dispute.remind_hours", 1, 8'760, "96"},
           Expected{"rating.window_days", 1, 365, "14"},
           Expected{"withdrawal.minimum", 0, 1'000'000'000'000, "1000"},
           Expected{"withdrawal.fee", 0, 1'000'000'000'000, "0"},
           Expected{"withdrawal.fee_bps", 0, 10'000, "100"},
           Expected{"withdrawal.daily_cap", 0, 1'000'000'000'000, "2000000"},
           Expected{"withdrawal.hold_days", 0, 90, "0"},
           Expected{"top_up.expires_hours", 1, 720, "24"},
           Expected{"idempotency.hours", 1, 720, "24"},
           Expected{"auth.bcrypt_cost", 8, 16, "12"},
           Expected{"auth.password_length_min", 8, 72, "8"},
           Expected{"auth.access_token_minutes", 1, 60, "15"},
           Expected{"auth.session_days", 1, 365, "30"},
           Expected{"auth.one_time_token_minutes", 5, 1440, "60"},
           Expected{"tracking.accuracy_max_m", 10, 10'000, "200"},
           Expected{"tracking.speed_max_kmh", 20, 1'000, "216"},
           Expected{"tracking.arrival_radius_m", 50, 50'000, "500"},
           Expected{"tracking.deviation_m", 500, 200'000, "5000"},
           Expected{"tracking.stop_alert_minutes", 5, 1'440, "60"},
           Expected{"tracking.stale_minutes", 1, 1'440, "15"},
           Expected{"tracking.retention_months", 1, 120, "12"},
       }) {
    EXPECT_EQ(rule(check_setting(key, std::to_string(minimum))), "ok") << key;
    EXPECT_EQ(rule(check_setting(key, std::to_string(maximum))), "ok") << key;
    EXPECT_EQ(rule(check_setting(key, std::to_string(minimum - 1))), "invalid_setting") << key;
    EXPECT_EQ(rule(check_setting(key, std::to_string(maximum + 1))), "invalid_setting") << key;
    const auto known =
        std::find_if(definitions().begin(), definitions().end(),
                     [name = key](const Definition& found) { return found.key == name; });
    ASSERT_NE(known, definitions().end()) << key;
    EXPECT_EQ(known->default_json, default_json) << key;
  }
}

// Which zones there are, the server knows.
TEST(Settings, TakeATimeZoneByItsName) {
  EXPECT_EQ(rule(check_setting("platform.time_zone", "\"Europe/Paris\"")), "ok");
  for (const char* json : {"\"\"", "0", "null", "[\"UTC\"]"}) {
    EXPECT_EQ(rule(check_setting("platform.time_zone", json)), "invalid_setting") << json;
  }
}

TEST(Settings, RefuseUnknownKeys) {
  EXPECT_EQ(facts(check_setting("platform.color\"", "1")),
            R"({"error":"invalid_setting","key":"platform.color\"","reason":"unknown key"})");
  EXPECT_EQ(rule(check_setting("", "1")), "invalid_setting");
}

TEST(Settings, ReadTheValueBehindTheJson) {
  EXPECT_EQ(read_integer("platform.commission_bps", " 1500 ").value(), 1500);
  EXPECT_EQ(read_text("platform.currency", "\"XOF\"").value(), "XOF");
  EXPECT_EQ(facts(read_integer("k", "\"1500\"")),
            R"({"error":"invalid_setting","key":"k","reason":"not an integer"})");
  EXPECT_EQ(facts(read_text("k", "1500")),
            R"({"error":"invalid_setting","key":"k","reason":"not a text"})");
}

}  // namespace
}  // namespace socle::settings
