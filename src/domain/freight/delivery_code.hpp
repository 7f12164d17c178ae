// The code that the receiver tells the driver: who knows it has the goods. Six digits are soon
// tried through, so attempts are few and counted, and whoever can read hash and salt knows the
// code: keep both where no session reads them, and make the salt depend on a key of the server.
// Source: A-31, research/logistics.md §4.8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"

namespace socle::freight {

inline constexpr std::size_t code_digits = 6;
inline constexpr std::size_t code_salt_bytes_min = 16;
// Of these, the bytes yield no code once in 10^14 times.
inline constexpr std::size_t code_random_bytes = 30;

// A code of six digits, each as likely as any other, from random bytes. Nothing if the bytes yield
// none; draw others then.
std::optional<std::string> make_code(std::span<const std::uint8_t> random);

// The six digits that somebody typed, with spaces and hyphens between them; nothing if it is
// anything else.
std::optional<std::string> read_code(std::string_view typed);

// What is stored of a code: HMAC-SHA256 by the salt, 32 bytes. Nothing if the salt is shorter than
// 16 bytes or the hash cannot be computed.
std::optional<std::string> hash_code(std::string_view code, std::string_view salt);

enum class CodeVerdict { right, wrong, locked, expired, used };

std::string_view to_string(CodeVerdict verdict);

// What is known of the code of a job.
struct StoredCode {
  std::string_view hash, salt;
  std::int64_t attempts;      // wrong ones so far
  std::int64_t attempts_max;  // with as many, it is locked
  Instant expires_at;         // the first instant at which it is too late
  bool is_used;
};

struct CodeJudgement {
  CodeVerdict verdict;
  std::int64_t attempts_left;  // after this one, not below 0
};

// Of a code that is not open the verdict is used, locked or expired, in this order, whatever was
// typed. Then right or wrong; only a wrong one is an attempt. The caller stores the attempt or the
// use together with the verdict, under the lock of the row: a verdict is no refusal, which would
// take the count back. Refuses what read_code() does not read and what hash_code() cannot hash
// (`invalid_value`, detail: field, reason); neither is an attempt, since it tells nothing.
Result<CodeJudgement> judge(const StoredCode& code, std::string_view typed, Instant now);

}  // namespace socle::freight
