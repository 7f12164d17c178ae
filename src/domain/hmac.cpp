#include "domain/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>

namespace socle {
namespace {

constexpr std::size_t signature_bytes = 32;

}  // namespace

std::optional<std::string> hmac_sha256(std::string_view text, std::string_view secret) {
  if (secret.size() > std::numeric_limits<int>::max()) return std::nullopt;
  std::string signature(signature_bytes, '\0');
  unsigned int written = 0;
  const unsigned char* const done =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(signature.data()), &written);
  if (done == nullptr || written != signature_bytes) return std::nullopt;
  return signature;
}

bool is_same_signature(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace socle
