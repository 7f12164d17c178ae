// Failures are counted by account and by address, and slow down who goes on: auth.attempts.
#pragma once

#include <optional>
#include <string>

#include "domain/identity/attempts.hpp"
#include "domain/result.hpp"
#include "pg/spi.hpp"

namespace socle {

// One thing whose failures count together, e.g. an account.
struct Bucket {
  std::string_view kind;
  std::string value;
  identity::Limit limit;
};

// too_many_attempts if any bucket has to wait, or if somebody else is trying the account right now;
// until the end of the transaction nobody else does. Sets Retry-After.
Check check_attempts(pg::Spi& spi, std::span<const Bucket> buckets);

void count_failure(pg::Spi& spi, std::span<const Bucket> buckets);
void forget_failures(pg::Spi& spi, const Bucket& bucket);

// That bucket, and the address's.
std::vector<Bucket> with_address(Bucket bucket);
// Of a log-in: by account, known or not, and by address.
std::vector<Bucket> log_in_buckets(const std::string& email);
// Of what anybody may call without naming an account.
std::vector<Bucket> address_buckets();

}  // namespace socle
