// Keys that sign tokens, and keys that only verify them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::identity {

inline constexpr std::size_t secret_bytes_min = 32;  // RFC 7518 §3.2: at least the hash's size

enum class Algorithm { hs256, rs256, eddsa };

// The name of an algorithm in the header of a token: HS256, RS256, EdDSA.
std::string_view word_of(Algorithm algorithm);

// One key and the one algorithm that it is for. Copies share the key, which is wiped with the last.
class Key {
 public:
  // Reads the content of a key file: a private key in PEM (RSA of 2048 to 8192 bits, Ed25519); a
  // public one (SPKI), which verifies only; or, without "-----BEGIN", a secret of at least 32
  // bytes. Refuses with `secret_missing` (detail: reason).
  static Result<Key> read(std::string_view file_content);

  Algorithm algorithm() const;
  // The `kid` of tokens: the thumbprint of RFC 7638; for a secret, 16 characters that do not tell
  // what it is.
  const std::string& id() const;

  bool can_sign() const;
  // Nothing from a public key.
  std::optional<std::string> sign(std::string_view text) const;
  bool verifies(std::string_view text, std::string_view signature) const;

  // The public key as JSON (RFC 7517), for others who verify tokens; nothing for a secret.
  std::optional<std::string> public_jwk() const;

  // 32 bytes for another purpose, which tell nothing of the key or of those for other purposes.
  // Empty for a public key: everybody could compute them.
  std::string derive(std::string_view purpose) const;

 private:
  struct Material;
  explicit Key(std::shared_ptr<const Material> material) : material_(std::move(material)) {}
  static Result<Key> read_secret(std::string_view secret);
  static Result<Key> read_pem(std::string_view pem);

  std::shared_ptr<const Material> material_;
};

}  // namespace socle::identity
