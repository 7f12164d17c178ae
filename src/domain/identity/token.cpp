#include "domain/identity/token.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/identity/base64url.hpp"
#include "domain/json.hpp"

namespace socle::identity {
namespace {

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_token).with("reason", reason);
}

// The parts of a compact token, still encoded.
struct Parts {
  std::string_view header, payload, signature;
  std::string_view signed_text;  // header and payload with the dot between them
};

std::optional<Parts> split_parts(std::string_view token) {
  if (std::count(token.begin(), token.end(), '.') != 2) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
               token.substr(second + 1), token.substr(0, second)};
}

bool is_text(const json::Value* value, std::string_view text) {
  return value != nullptr && value->kind == json::Kind::string && value->text == text;
}

// What the header says about the key. It is read before the signature is checked, so it only
// chooses among keys that we trust; keys that it brings along (`jwk`, `jku`, `x5c`) are not looked
// at.
struct Header {
  std::string algorithm;
  std::optional<std::string> key_id;
};

Result<Header> read_header(std::string_view text) {
  const auto document = json::read(text);
  if (!document || document->root.kind != json::Kind::object) return invalid("bad header");
  const json::Value* algorithm = document->find("alg");
  if (algorithm == nullptr || algorithm->kind != json::Kind::string)
    return invalid("wrong algorithm");
  const json::Value* type = document->find("typ");
  if (type != nullptr && !is_text(type, "JWT")) return invalid("bad header");
  if (document->find("crit") != nullptr) return invalid("bad header");
  const json::Value* key_id = document->find("kid");
  if (key_id == nullptr) return Header{algorithm->text, std::nullopt};
  if (key_id->kind != json::Kind::string) return invalid("bad header");
  return Header{algorithm->text, key_id->text};
}

// The key decides how the signature is checked; the header must agree with it.
Check check_signature(const Header& header, const Parts& parts, std::string_view signature,
                      std::span<const Key> keys) {
  bool is_known = false, is_fitting = false;
  for (const Key& key : keys) {
    if (header.key_id && *header.key_id != key.id()) continue;
    is_known = true;
    if (header.algorithm != word_of(key.algorithm())) continue;
    is_fitting = true;
    if (key.verifies(parts.signed_text, signature)) return {};
  }
  if (!is_known) return invalid("unknown key");
  return invalid(is_fitting ? "bad signature" : "wrong algorithm");
}

// Faults that stay come before those that pass with time.
Check check_claims(const Claims& claims, std::int64_t now) {
  if (!claims.expires_at) return invalid("no expiry");
  if (!claims.subject) return invalid("no subject");
  if (*claims.expires_at <= now) return Refusal(errors::token_expired);
  if (claims.not_before && *claims.not_before > now) return invalid("not yet valid");
  return {};
}

}  // namespace

Result<VerifiedToken> verify_token(std::string_view token, std::span<const Key> keys,
                                   std::int64_t now) {
  if (token.size() > token_bytes_max) return invalid("too long");
  const auto parts = split_parts(token);
  if (!parts) return invalid("not three parts");
  const auto header_text = decode_base64url(parts->header);
  const auto signature = decode_base64url(parts->signature);
  if (!header_text || !signature) return invalid("bad encoding");
  const auto header = read_header(*header_text);
  if (!header) return header.refusal();
  if (const Check fine = check_signature(header.value(), *parts, *signature, keys); !fine)
    return fine.refusal();

  auto payload = decode_base64url(parts->payload);
  if (!payload) return invalid("bad encoding");
  auto claims = read_claims(*payload);
  if (!claims) return claims.refusal();
  if (const Check fine = check_claims(claims.value(), now); !fine) return fine.refusal();
  return VerifiedToken{std::move(claims).value(), std::move(*payload)};
}

Result<std::string> mint_token(std::string_view claims_json, const Key& key) {
  if (const auto claims = read_claims(claims_json); !claims) return claims.refusal();

  // Names of algorithms and ids of keys need no escapes.
  const std::string header = R"({"alg":")" + std::string(word_of(key.algorithm())) +
                             R"(","typ":"JWT","kid":")" + key.id() + R"("})";
  std::string token = encode_base64url(header) + '.' + encode_base64url(claims_json);
  const auto signature = key.sign(token);
  if (!signature) return Refusal(errors::secret_missing).with("reason", "cannot sign");
  token += '.';
  token += encode_base64url(*signature);
  // A token that verify_token refuses would help nobody.
  if (token.size() > token_bytes_max) return invalid("too long");
  return token;
}

}  // namespace socle::identity
