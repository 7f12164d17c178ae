#include "domain/webhooks/signature.hpp"

#include <algorithm>

#include "domain/hmac.hpp"
#include "domain/identity/base64url.hpp"

namespace socle::webhooks {
namespace {

// Base64 differs from base64url by two characters, and by what fills it up.
std::string encode_base64(std::string_view bytes) {
  std::string text = identity::encode_base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string url(text.substr(0, text.find('=')));
  if (url.size() % 4 == 1 || (text.size() != url.size() && text.size() % 4 != 0))
    return std::nullopt;
  std::replace(url.begin(), url.end(), '+', '-');
  std::replace(url.begin(), url.end(), '/', '_');
  return identity::decode_base64url(url);
}

}  // namespace

std::string write_secret(std::string_view bytes) {
  return std::string(secret_prefix) + encode_base64(bytes);
}

std::optional<std::string> sign(std::string_view secret, std::string_view id, std::int64_t unix_s,
                                std::string_view body) {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  const auto key = decode_base64(secret.substr(secret_prefix.size()));
  if (!key || key->empty()) return std::nullopt;
  std::string signed_text(id);
  signed_text += '.' + std::to_string(unix_s) + '.';
  signed_text += body;
  const auto signature = hmac_sha256(signed_text, *key);
  if (!signature) return std::nullopt;
  return "v1," + encode_base64(*signature);
}

}  // namespace socle::webhooks
