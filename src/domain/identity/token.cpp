#include "domain/identity/token.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/hmac.hpp"
#include "domain/identity/base64url.hpp"
#include "domain/json.hpp"

namespace socle::identity {
namespace {

constexpr std::string_view minted_header = R"({"alg":"HS256","typ":"JWT"})";

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

bool is_signature(std::string_view given, std::string_view text, std::string_view secret) {
  if (secret.size() < secret_bytes_min) return false;
  const auto expected = hmac_sha256(text, secret);
  return expected && is_same_signature(*expected, given);
}

bool is_text(const json::Value* value, std::string_view text) {
  return value != nullptr && value->kind == json::Kind::string && value->text == text;
}

// The header is read before the signature is checked, so it decides nothing: the algorithm is fixed
// and keys named in it (`kid`, `jwk`, `jku`) are not looked at.
Check check_header(std::string_view header) {
  const auto document = json::read(header);
  if (!document || document->root.kind != json::Kind::object) return invalid("bad header");
  if (!is_text(document->find("alg"), "HS256")) return invalid("wrong algorithm");
  const json::Value* type = document->find("typ");
  if (type != nullptr && !is_text(type, "JWT")) return invalid("bad header");
  if (document->find("crit") != nullptr) return invalid("bad header");
  return {};
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

Result<VerifiedToken> verify_token(std::string_view token, std::string_view secret,
                                   std::int64_t now) {
  if (token.size() > token_bytes_max) return invalid("too long");
  const auto parts = split_parts(token);
  if (!parts) return invalid("not three parts");
  const auto header = decode_base64url(parts->header);
  const auto signature = decode_base64url(parts->signature);
  if (!header || !signature) return invalid("bad encoding");
  if (const Check fine = check_header(*header); !fine) return fine.refusal();
  if (!is_signature(*signature, parts->signed_text, secret)) return invalid("bad signature");

  auto payload = decode_base64url(parts->payload);
  if (!payload) return invalid("bad encoding");
  auto claims = read_claims(*payload);
  if (!claims) return claims.refusal();
  if (const Check fine = check_claims(claims.value(), now); !fine) return fine.refusal();
  return VerifiedToken{std::move(claims).value(), std::move(*payload)};
}

Result<std::string> mint_token(std::string_view claims_json, std::string_view secret) {
  if (secret.size() < secret_bytes_min) {
    return Refusal(errors::invalid_value)
        .with("field", "secret")
        .with("reason", "shorter than 32 bytes");
  }
  if (const auto claims = read_claims(claims_json); !claims) return claims.refusal();

  std::string token = encode_base64url(minted_header);
  token += '.';
  token += encode_base64url(claims_json);
  const auto signature = hmac_sha256(token, secret);
  if (!signature) {
    return Refusal(errors::invalid_value).with("field", "secret").with("reason", "cannot sign");
  }
  token += '.';
  token += encode_base64url(*signature);
  // A token that verify_token refuses would help nobody.
  if (token.size() > token_bytes_max) return invalid("too long");
  return token;
}

}  // namespace socle::identity
