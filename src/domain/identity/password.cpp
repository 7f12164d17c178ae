#include "domain/identity/password.hpp"

#include <crypt.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <memory>

#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"

namespace socle::identity {
namespace {

constexpr std::size_t hash_bytes = 60;      // $2b$12$, 22 characters of salt, 31 of hash
constexpr std::size_t settings_bytes = 29;  // what comes before the hash itself
constexpr std::size_t prefix_bytes = 7;     // $2b$12$
constexpr std::string_view stand_in = "stand-in for what no bcrypt can hash";

Refusal weak(std::string_view reason) {
  return Refusal(errors::weak_password).with("reason", reason);
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

bool can_hash(std::string_view password) {
  return password.size() <= password_bytes_max && !has_nul(password);
}

bool is_bcrypt_letter(char letter) {
  return (letter >= '.' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= 'a' && letter <= 'z');
}

// The cost of a well-formed hash of a kind and cost that we compare with, or nothing.
std::optional<int> cost_of(std::string_view hash) {
  if (hash.size() != hash_bytes) return std::nullopt;
  if (!hash.starts_with("$2a$") && !hash.starts_with("$2b$") && !hash.starts_with("$2y$"))
    return std::nullopt;
  const char tens = hash[4], ones = hash[5];
  if (tens < '0' || tens > '9' || ones < '0' || ones > '9' || hash[6] != '$') return std::nullopt;
  const std::string_view letters = hash.substr(prefix_bytes);
  if (!std::all_of(letters.begin(), letters.end(), is_bcrypt_letter)) return std::nullopt;
  const int cost = (tens - '0') * 10 + (ones - '0');
  if (cost < cost_min || cost > cost_max) return std::nullopt;
  return cost;
}

// Bytes that are wiped when they go. On the heap, because crypt(3) wants 32 KiB of them.
template <class T>
struct Wiped {
  T value{};
  ~Wiped() { OPENSSL_cleanse(&value, sizeof value); }
};

// crypt(3) with the settings at the beginning of a hash.
std::optional<std::string> crypt_with(std::string_view settings, std::string_view password) {
  const auto work = std::make_unique<Wiped<crypt_data>>();
  Wiped<std::array<char, password_bytes_max + 1>> text;  // with the NUL that crypt(3) ends at
  std::copy(password.begin(), password.end(), text.value.begin());
  const std::string terminated(settings);
  const char* const hash = crypt_rn(text.value.data(), terminated.c_str(), &work->value,
                                    static_cast<int>(sizeof work->value));
  if (hash == nullptr) return std::nullopt;
  std::string copy(hash);
  if (copy.size() != hash_bytes) return std::nullopt;
  return copy;
}

std::string prefix(int cost) {
  std::string text = "$2b$00$";
  text[4] = static_cast<char>('0' + cost / 10);
  text[5] = static_cast<char>('0' + cost % 10);
  return text;
}

}  // namespace

Check check_password(std::string_view password, std::int64_t characters_min) {
  if (!is_utf8(password)) return weak("not UTF-8");
  if (has_nul(password)) return weak("has a NUL byte");
  if (password.size() > password_bytes_max) return weak("longer than 72 bytes");
  if (character_count(password) < characters_min)
    return weak("too short").with("minimum", characters_min);
  return {};
}

std::optional<std::string> hash_password(std::string_view password, int cost,
                                         std::string_view salt16) {
  if (!can_hash(password) || salt16.size() != salt_bytes || cost < cost_min || cost > cost_max)
    return std::nullopt;
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> settings{};
  if (crypt_gensalt_rn("$2b$", static_cast<unsigned long>(cost), salt16.data(),
                       static_cast<int>(salt16.size()), settings.data(),
                       static_cast<int>(settings.size())) == nullptr)
    return std::nullopt;
  return crypt_with(settings.data(), password);
}

bool is_password(std::string_view password, std::string_view hash) {
  if (!cost_of(hash)) return false;
  const bool possible = can_hash(password);
  const auto computed = crypt_with(hash.substr(0, settings_bytes), possible ? password : stand_in);
  if (!computed) return false;
  return CRYPTO_memcmp(computed->data(), hash.data(), hash_bytes) == 0 && possible;
}

bool is_known_hash(std::string_view hash) { return cost_of(hash).has_value(); }

bool needs_rehash(std::string_view hash, int cost) {
  return !hash.starts_with("$2b$") || cost_of(hash) != cost;
}

std::string dummy_hash(int cost) {
  // 23 bytes end in a letter whose last two bits are zero; those of '/' are 01.
  const std::size_t letters = hash_bytes - prefix_bytes;
  return prefix(std::clamp(cost, cost_min, cost_max)) + std::string(letters - 1, '.') + '/';
}

}  // namespace socle::identity
