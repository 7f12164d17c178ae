#include "domain/identity/key.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/hmac.hpp"
#include "domain/identity/base64url.hpp"
#include "domain/words.hpp"

namespace socle::identity {
namespace {

constexpr std::string_view algorithm_words[] = {"HS256", "RS256", "EdDSA"};
constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;  // a signature of 1 KiB, so that tokens stay under 8
constexpr std::size_t secret_id_bytes = 12;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

Refusal unusable(std::string_view reason) {
  return Refusal(errors::secret_missing).with("reason", reason);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// No passphrase: a server has nobody to ask, and OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Bio memory_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// One number of an RSA key, big endian; empty if it has none.
std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &found) != 1) return {};
  const Number number(found);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(found)), '\0');
  BN_bn2bin(found, bytes_of(bytes));
  return bytes;
}

using ReadRaw = int (*)(const EVP_PKEY*, unsigned char*, std::size_t*);

std::string raw_of(const EVP_PKEY* key, ReadRaw read) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  if (read(key, bytes_of(bytes), &size) != 1 || size != bytes.size()) return {};
  return bytes;
}

// The members of a public JWK that a thumbprint is made of, sorted and without spaces (RFC 7638).
std::string essential_members(Algorithm algorithm, const EVP_PKEY* key) {
  if (algorithm == Algorithm::rs256) {
    return R"("e":")" + encode_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_E)) +
           R"(","kty":"RSA","n":")" + encode_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_N)) + '"';
  }
  return R"("crv":"Ed25519","kty":"OKP","x":")" +
         encode_base64url(raw_of(key, EVP_PKEY_get_raw_public_key)) + '"';
}

std::string private_bytes(Algorithm algorithm, const EVP_PKEY* key) {
  return algorithm == Algorithm::rs256 ? number_of(key, OSSL_PKEY_PARAM_RSA_D)
                                       : raw_of(key, EVP_PKEY_get_raw_private_key);
}

std::optional<std::string> sha256(std::string_view text) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes_of(digest), &size, EVP_sha256(), nullptr) != 1)
    return std::nullopt;
  return digest;
}

// Ed25519 hashes by itself.
const EVP_MD* hash_for(Algorithm algorithm) {
  return algorithm == Algorithm::rs256 ? EVP_sha256() : nullptr;
}

}  // namespace

std::string_view word_of(Algorithm algorithm) { return socle::word_of(algorithm_words, algorithm); }

struct Key::Material {
  Algorithm algorithm = Algorithm::hs256;
  std::string id;
  std::string secret;   // the private part, or the secret itself; empty for a public key
  std::string members;  // of the public JWK
  Pkey pair;            // of RSA and Ed25519

  ~Material() { OPENSSL_cleanse(secret.data(), secret.size()); }
};

Result<Key> Key::read(std::string_view file_content) {
  const bool is_pem = file_content.find("-----BEGIN") != std::string_view::npos;
  auto key = is_pem ? read_pem(file_content) : read_secret(file_content);
  // What could not be read must not stand in the queue when OpenSSL is asked next, by whomever.
  ERR_clear_error();
  return key;
}

Result<Key> Key::read_secret(std::string_view secret) {
  if (secret.size() < secret_bytes_min) return unusable("shorter than 32 bytes");
  const auto mark = hmac_sha256("socle kid", secret);
  if (!mark) return unusable("not a key");
  auto material = std::make_shared<Material>();
  material->algorithm = Algorithm::hs256;
  material->secret = secret;
  material->id = encode_base64url(std::string_view(*mark).substr(0, secret_id_bytes));
  return Key(std::move(material));
}

Result<Key> Key::read_pem(std::string_view pem) {
  const Bio private_text = memory_of(pem), public_text = memory_of(pem);
  Pkey pair(PEM_read_bio_PrivateKey(private_text.get(), nullptr, no_passphrase, nullptr));
  const bool is_private = pair != nullptr;
  if (!is_private)
    pair.reset(PEM_read_bio_PUBKEY(public_text.get(), nullptr, no_passphrase, nullptr));
  if (pair == nullptr) return unusable("not a key");

  auto material = std::make_shared<Material>();
  const int kind = EVP_PKEY_get_base_id(pair.get());
  if (kind == EVP_PKEY_RSA) {
    const int bits = EVP_PKEY_get_bits(pair.get());
    if (bits < rsa_bits_min) return unusable("RSA key shorter than 2048 bits");
    if (bits > rsa_bits_max) return unusable("RSA key longer than 8192 bits");
    material->algorithm = Algorithm::rs256;
  } else if (kind == EVP_PKEY_ED25519) {
    material->algorithm = Algorithm::eddsa;
  } else {
    return unusable("neither RSA nor Ed25519");
  }
  material->members = essential_members(material->algorithm, pair.get());
  const auto thumbprint = sha256('{' + material->members + '}');
  if (is_private) material->secret = private_bytes(material->algorithm, pair.get());
  if (!thumbprint || (is_private && material->secret.empty())) return unusable("not a key");
  material->id = encode_base64url(*thumbprint);
  material->pair = std::move(pair);
  return Key(std::move(material));
}

Algorithm Key::algorithm() const { return material_->algorithm; }

const std::string& Key::id() const { return material_->id; }

bool Key::can_sign() const { return !material_->secret.empty(); }

std::optional<std::string> Key::sign(std::string_view text) const {
  if (!can_sign()) return std::nullopt;
  if (algorithm() == Algorithm::hs256) return hmac_sha256(text, material_->secret);

  const Digest digest(EVP_MD_CTX_new());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(material_->pair.get())), '\0');
  std::size_t size = signature.size();
  if (digest == nullptr ||
      EVP_DigestSignInit(digest.get(), nullptr, hash_for(algorithm()), nullptr,
                         material_->pair.get()) != 1 ||
      EVP_DigestSign(digest.get(), bytes_of(signature), &size, bytes_of(text), text.size()) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  signature.resize(size);
  return signature;
}

bool Key::verifies(std::string_view text, std::string_view signature) const {
  if (algorithm() == Algorithm::hs256) {
    const auto expected = hmac_sha256(text, material_->secret);
    return expected && is_same_signature(*expected, signature);
  }
  const Digest digest(EVP_MD_CTX_new());
  const bool right = digest != nullptr &&
                     EVP_DigestVerifyInit(digest.get(), nullptr, hash_for(algorithm()), nullptr,
                                          material_->pair.get()) == 1 &&
                     EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(),
                                      bytes_of(text), text.size()) == 1;
  if (!right) ERR_clear_error();
  return right;
}

std::optional<std::string> Key::public_jwk() const {
  if (material_->pair == nullptr) return std::nullopt;
  return R"({"alg":")" + std::string(word_of(algorithm())) + R"(",)" + material_->members +
         R"(,"kid":")" + id() + R"(","use":"sig"})";
}

std::string Key::derive(std::string_view purpose) const {
  if (!can_sign()) return {};
  // "socle kid" is public, and tokens have no space: neither is ever one of these.
  return hmac_sha256("socle derive " + std::string(purpose), material_->secret).value_or("");
}

}  // namespace socle::identity
