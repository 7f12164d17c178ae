#include "domain/payments/signature.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "domain/errors/catalogue.hpp"
#include "domain/hmac.hpp"
#include "domain/words.hpp"

namespace socle::payments {
namespace {

constexpr std::string_view schemes[] = {"hmac_sha256", "timestamped_hmac_sha256"};

constexpr std::size_t hex_digits = 64;

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_signature).with("reason", reason);
}

std::optional<unsigned char> read_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned char>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned char>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned char>(digit - 'A' + 10);
  return std::nullopt;
}

// The bytes of a signature, or nothing unless it is 64 hexadecimal digits.
std::optional<std::string> read_hex(std::string_view digits) {
  if (digits.size() != hex_digits) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = read_digit(digits[i]);
    const auto low = read_digit(digits[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4 | *low);
  }
  return bytes;
}

Check check_plain(std::string_view payload, std::string_view signature, std::string_view secret) {
  constexpr std::string_view prefix = "sha256=";
  if (signature.starts_with(prefix)) signature.remove_prefix(prefix.size());
  const auto given = read_hex(signature);
  if (!given) return invalid("not 64 hexadecimal digits");
  const auto expected = hmac_sha256(payload, secret);
  if (!expected || !is_same_signature(*expected, *given)) return invalid("does not match");
  return {};
}

struct TimedSignature {
  std::string_view time_text;  // as it was signed
  std::int64_t time_s;
  std::vector<std::string> signatures;
};

// Only digits: a sign or a blank would be another text for the same time.
std::optional<std::int64_t> read_time(std::string_view digits) {
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t time_s = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), time_s);
  if (parsed.ec != std::errc()) return std::nullopt;
  return time_s;
}

// Reads "t=…,v1=…". Other members, such as Stripe's v0, are left to other schemes.
std::optional<TimedSignature> read_timed(std::string_view text) {
  TimedSignature timed{};
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view member = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    if (member.starts_with("t=")) {
      const auto time_s = read_time(member.substr(2));
      if (!time_s || !timed.time_text.empty()) return std::nullopt;
      timed.time_text = member.substr(2);
      timed.time_s = *time_s;
    } else if (member.starts_with("v1=")) {
      auto signature = read_hex(member.substr(3));
      if (!signature) return std::nullopt;
      timed.signatures.push_back(std::move(*signature));
    }
  }
  if (timed.time_text.empty() || timed.signatures.empty()) return std::nullopt;
  return timed;
}

bool is_near(std::int64_t time_s, std::int64_t now_s, std::int64_t tolerance_s) {
  std::int64_t distance_s = 0;
  const bool is_too_far =
      __builtin_sub_overflow(std::max(time_s, now_s), std::min(time_s, now_s), &distance_s);
  return !is_too_far && distance_s <= tolerance_s;
}

Check check_timed(std::string_view payload, const TimedSignature& timed, std::string_view secret) {
  std::string signed_text(timed.time_text);
  signed_text += '.';
  signed_text += payload;
  const auto expected = hmac_sha256(signed_text, secret);
  if (!expected) return invalid("does not match");
  for (const std::string& signature : timed.signatures) {
    if (is_same_signature(*expected, signature)) return {};
  }
  return invalid("does not match");
}

}  // namespace

std::string_view to_string(Scheme scheme) { return word_of(schemes, scheme); }

std::optional<Scheme> parse_scheme(std::string_view text) {
  return find_word<Scheme>(schemes, text);
}

Check verify_signature(Scheme scheme, std::string_view payload, std::string_view signature,
                       std::string_view secret, std::int64_t now_s, std::int64_t tolerance_s) {
  // HMAC with an empty key is a plain digest, which anyone can compute.
  if (secret.empty()) return invalid("the provider has no secret");
  if (scheme == Scheme::hmac_sha256) return check_plain(payload, signature, secret);

  const auto timed = read_timed(signature);
  if (!timed) return invalid("not t=<seconds>,v1=<64 hexadecimal digits>");
  if (const Check fine = check_timed(payload, *timed, secret); !fine) return fine.refusal();
  // Only who signed it learns that it came too late.
  if (!is_near(timed->time_s, now_s, tolerance_s)) return invalid("too far from now");
  return {};
}

}  // namespace socle::payments
