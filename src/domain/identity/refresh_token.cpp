#include "domain/identity/refresh_token.hpp"

#include "domain/hmac.hpp"
#include "domain/identity/base64url.hpp"

namespace socle::identity {
namespace {

constexpr std::size_t session_bytes = 16;
constexpr std::size_t counter_bytes = 8;
constexpr std::size_t proof_bytes = 32;

// The part of a token that says which one it is.
std::string name_of(const Uuid& session, std::int64_t counter) {
  std::string name(session.bytes.begin(), session.bytes.end());
  const auto bits = static_cast<std::uint64_t>(counter);
  for (int shift = 56; shift >= 0; shift -= 8) name += static_cast<char>(bits >> shift & 0xFF);
  return name;
}

// Name and counter have one length, so the salt begins at one place.
std::optional<std::string> proof_of(const std::string& name, std::string_view salt,
                                    std::string_view key) {
  if (key.empty()) return std::nullopt;
  return hmac_sha256(name + std::string(salt), key);
}

}  // namespace

std::string make_refresh_token(const Uuid& session, std::int64_t counter, std::string_view salt,
                               std::string_view key) {
  const std::string name = name_of(session, counter);
  const auto proof = proof_of(name, salt, key);
  return proof ? encode_base64url(name + *proof) : std::string();
}

std::optional<PresentedToken> read_refresh_token(std::string_view text) {
  constexpr std::size_t bytes_expected = session_bytes + counter_bytes + proof_bytes;
  if (text.size() != (bytes_expected * 4 + 2) / 3) return std::nullopt;
  const auto bytes = decode_base64url(text);
  if (!bytes || bytes->size() != bytes_expected) return std::nullopt;

  PresentedToken token;
  std::uint64_t counter = 0;
  for (std::size_t at = 0; at < session_bytes; ++at)
    token.session.bytes[at] = static_cast<std::uint8_t>((*bytes)[at]);
  for (std::size_t at = session_bytes; at < session_bytes + counter_bytes; ++at)
    counter = counter << 8 | static_cast<std::uint8_t>((*bytes)[at]);
  token.counter = static_cast<std::int64_t>(counter);
  if (token.counter < 0) return std::nullopt;
  token.proof = bytes->substr(session_bytes + counter_bytes);
  return token;
}

bool is_genuine(const PresentedToken& token, std::string_view salt, std::string_view key) {
  const auto expected = proof_of(name_of(token.session, token.counter), salt, key);
  return expected && is_same_signature(*expected, token.proof);
}

Refreshing judge(std::int64_t current_counter, std::int64_t presented_counter,
                 std::int64_t seconds_since_rotation) {
  if (presented_counter < 0 || presented_counter > current_counter) return Refreshing::unknown;
  if (presented_counter == current_counter) return Refreshing::rotate;
  const bool is_previous = presented_counter == current_counter - 1;
  return is_previous && seconds_since_rotation <= repeat_seconds_max ? Refreshing::repeat
                                                                     : Refreshing::reused;
}

}  // namespace socle::identity
