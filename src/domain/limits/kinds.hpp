// What is limited: kinds of requests, each with a bucket of its own for each person or address.
#pragma once

#include <span>
#include <string_view>

namespace socle::limits {

enum class Kind { reads, writes, money, sign_in, anonymous, staff };
inline constexpr std::size_t kinds = 6;

std::string_view name_of(Kind kind);

// The settings that say how many of a kind somebody may make in an hour, and how many at once.
std::string_view rate_key(Kind kind);
std::string_view burst_key(Kind kind);

enum class Asker { anybody, person, staff };

// What is known of an operation.
struct Operation {
  bool is_function = false;
  bool only_reads = false;   // a function that is STABLE or IMMUTABLE
  bool takes_a_key = false;  // an idempotency key, as all do that move money or bind the parties
  bool is_about_accounts = false;
};

// Functions of accounts and sessions, which guessers and spammers call.
bool is_about_accounts(std::string_view function);

// The bucket that a request takes from.
Kind kind_of(Asker asker, const Operation& operation, std::string_view method);

}  // namespace socle::limits
