#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "domain/errors/catalogue.hpp"

namespace socle::errors {
namespace {

void expect_message(std::string_view text) {
  ASSERT_FALSE(text.empty());
  EXPECT_NE(text.back(), '.') << text;
  EXPECT_FALSE(text.front() >= 'A' && text.front() <= 'Z') << text;
  EXPECT_EQ(text.find_first_of("{}%\n"), std::string_view::npos) << text;
}

void expect_hint(std::string_view text) {
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(text.back(), '.') << text;
  EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z') << text;
}

// The names that the header declares.
std::set<std::string> declared_names() {
  std::ifstream file(SOCLE_SOURCE_DIR "/src/domain/errors/catalogue.hpp");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  constexpr std::string_view declaration = "extern const ErrorDefinition";
  std::set<std::string> names;
  for (std::size_t at = text.find(declaration); at != std::string::npos;
       at = text.find(declaration, at)) {
    // The name stands on the next line where it is long.
    at = text.find_first_not_of(" \n", at + declaration.size());
    const std::size_t end = text.find(';', at);
    names.insert(text.substr(at, end - at));
  }
  return names;
}

TEST(Catalogue, HasEveryRowOfTheHeaderOnce) {
  std::set<std::string> names;
  for (const ErrorDefinition* error : all()) {
    EXPECT_TRUE(names.insert(std::string(error->name)).second) << error->name;
  }
  EXPECT_EQ(names, declared_names());
  EXPECT_EQ(all().front(), &authentication_required);
  EXPECT_EQ(all().back(), &secret_missing);
}

TEST(Catalogue, NamesAreIdentifiers) {
  for (const ErrorDefinition* error : all()) {
    EXPECT_FALSE(error->name.empty());
    EXPECT_TRUE(std::all_of(error->name.begin(), error->name.end(), [](char letter) {
      return letter == '_' || (letter >= 'a' && letter <= 'z');
    })) << error->name;
  }
}

TEST(Catalogue, StatusFollowsFromTheSqlstate) {
  for (const ErrorDefinition* error : all()) {
    const std::string_view state = error->sqlstate;
    ASSERT_EQ(state.size(), 5U) << error->name;
    int expected = 0;
    if (state.starts_with("PT")) {
      std::from_chars(state.data() + 2, state.data() + 5, expected);
    } else if (state == "42501") {
      expected = 403;
    } else if (state == "55000") {
      expected = 500;
    }
    EXPECT_EQ(error->status, expected) << error->name;
  }
}

TEST(Catalogue, NeverUsesAStateThatGatewaysRetry) {
  for (const ErrorDefinition* error : all()) {
    EXPECT_NE(error->sqlstate, "40001");
    EXPECT_NE(error->sqlstate, "40P01");
  }
}

TEST(Catalogue, MessagesAreSentencesWithoutFullStopOrValuesInBothLanguages) {
  for (const ErrorDefinition* error : all()) {
    expect_message(error->message);
    expect_message(error->message_fr);
    EXPECT_NE(error->message, error->message_fr);
  }
}

TEST(Catalogue, MessagesTellRulesApart) {
  std::set<std::string_view> messages, messages_fr;
  for (const ErrorDefinition* error : all()) {
    EXPECT_TRUE(messages.insert(error->message).second) << error->message;
    EXPECT_TRUE(messages_fr.insert(error->message_fr).second) << error->message_fr;
  }
}

TEST(Catalogue, HintsAreFullSentencesInBothLanguages) {
  for (const ErrorDefinition* error : all()) {
    expect_hint(error->hint);
    expect_hint(error->hint_fr);
    EXPECT_NE(error->hint, error->hint_fr);
  }
}

TEST(Catalogue, StatesAreThoseOfTheDesign) {
  EXPECT_EQ(insufficient_funds.sqlstate, "PT402");
  EXPECT_EQ(wallet_frozen.sqlstate, "PT423");
  EXPECT_EQ(wallet_closed.sqlstate, "PT409");
  EXPECT_EQ(wallet_not_empty.sqlstate, "PT409");
  EXPECT_EQ(already_reversed.sqlstate, "PT409");
  EXPECT_EQ(invalid_signature.sqlstate, "PT401");
  EXPECT_EQ(idempotency_key_reused.sqlstate, "PT422");
  EXPECT_EQ(not_reversible.sqlstate, "PT422");
  EXPECT_EQ(withdrawal_too_small.sqlstate, "PT422");
  EXPECT_EQ(daily_cap_exceeded.sqlstate, "PT422");
  EXPECT_EQ(funds_not_cleared.sqlstate, "PT422");
  EXPECT_EQ(refund_too_large.sqlstate, "PT422");
  EXPECT_EQ(invalid_transition.sqlstate, "PT409");
  EXPECT_EQ(no_tariff_rule.sqlstate, "PT422");
  EXPECT_EQ(distance_out_of_range.sqlstate, "PT422");
  EXPECT_EQ(cancellation_not_allowed.sqlstate, "PT409");
  EXPECT_EQ(already_picked_up.sqlstate, "PT409");
  EXPECT_EQ(pickup_not_due.sqlstate, "PT409");
  EXPECT_EQ(too_many_codes.sqlstate, "PT409");
  EXPECT_EQ(rating_closed.sqlstate, "PT409");
  EXPECT_EQ(no_moderator.sqlstate, "PT409");
  EXPECT_EQ(dispute_closed.sqlstate, "PT409");
  EXPECT_EQ(not_found.sqlstate, "PT404");
  EXPECT_EQ(invalid_token.sqlstate, "PT401");
  EXPECT_EQ(identity_protected.sqlstate, "42501");
  EXPECT_EQ(invalid_credentials.sqlstate, "PT401");
  EXPECT_EQ(email_not_confirmed.sqlstate, "PT403");
  EXPECT_EQ(session_revoked.sqlstate, "PT401");
  EXPECT_EQ(invalid_refresh_token.sqlstate, "PT401");
  EXPECT_EQ(refresh_token_reused.sqlstate, "PT401");
  EXPECT_EQ(invalid_one_time_token.sqlstate, "PT422");
  EXPECT_EQ(weak_password.sqlstate, "PT422");
  EXPECT_EQ(too_many_attempts.sqlstate, "PT429");
  EXPECT_EQ(sign_in_elsewhere.sqlstate, "PT501");
  EXPECT_EQ(schema_outdated.sqlstate, "55000");
}

}  // namespace
}  // namespace socle::errors
