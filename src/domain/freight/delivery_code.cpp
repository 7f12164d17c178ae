#include "domain/freight/delivery_code.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/hmac.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view verdicts[] = {"right", "wrong", "locked", "expired", "used"};

constexpr std::uint32_t code_count = 1'000'000;
constexpr std::size_t draw_bytes = 3;
// Three bytes have 16,777,216 values. Those behind the last whole million would make low codes more
// likely, so they are drawn again.
constexpr std::uint32_t draws = (std::uint32_t{1} << 24) / code_count * code_count;

std::optional<CodeVerdict> closed(const StoredCode& code, Instant now) {
  if (code.is_used) return CodeVerdict::used;
  if (code.attempts >= code.attempts_max) return CodeVerdict::locked;
  if (now >= code.expires_at) return CodeVerdict::expired;
  return std::nullopt;
}

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", "delivery_code").with("reason", reason);
}

std::int64_t left(const StoredCode& code) {
  return code.attempts >= code.attempts_max ? 0 : code.attempts_max - code.attempts;
}

}  // namespace

std::optional<std::string> make_code(std::span<const std::uint8_t> random) {
  for (; random.size() >= draw_bytes; random = random.subspan(draw_bytes)) {
    const std::uint32_t draw =
        std::uint32_t{random[0]} << 16 | std::uint32_t{random[1]} << 8 | std::uint32_t{random[2]};
    if (draw >= draws) continue;
    std::string code = std::to_string(draw % code_count);
    return code.insert(0, code_digits - code.size(), '0');
  }
  return std::nullopt;
}

std::optional<std::string> read_code(std::string_view typed) {
  std::string code;
  for (const char character : typed) {
    if (character == ' ' || character == '-') continue;
    if (character < '0' || character > '9' || code.size() == code_digits) return std::nullopt;
    code += character;
  }
  if (code.size() != code_digits) return std::nullopt;
  return code;
}

std::optional<std::string> hash_code(std::string_view code, std::string_view salt) {
  if (salt.size() < code_salt_bytes_min) return std::nullopt;
  return hmac_sha256(code, salt);
}

std::string_view to_string(CodeVerdict verdict) { return word_of(verdicts, verdict); }

Result<CodeJudgement> judge(const StoredCode& code, std::string_view typed, Instant now) {
  if (const auto verdict = closed(code, now)) return CodeJudgement{*verdict, left(code)};
  const auto digits = read_code(typed);
  if (!digits) return invalid("not six digits");
  const auto hash = hash_code(*digits, code.salt);
  if (!hash) return invalid("cannot be checked");
  if (is_same_signature(*hash, code.hash)) {
    return CodeJudgement{CodeVerdict::right, left(code)};
  }
  return CodeJudgement{CodeVerdict::wrong, left(code) - 1};
}

}  // namespace socle::freight
