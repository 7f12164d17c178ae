// libFuzzer: no text, however odd, makes the readers of tokens fail, and none is a token of ours
// unless it was signed.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "../unit/keys.hpp"
#include "domain/identity/refresh_token.hpp"
#include "domain/identity/token.hpp"

namespace {

using namespace socle::identity;

constexpr std::int64_t now = 1'000;

const std::array<Key, 3>& keys() {
  static const std::array<Key, 3> all{Key::read("0123456789abcdef0123456789abcdef").value(),
                                      Key::read(socle::test::rsa_public).value(),
                                      Key::read(socle::test::ed25519_public).value()};
  return all;
}

void check(bool is_so) {
  if (!is_so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto token = verify_token(text, keys(), now)) {
    check(token.value().claims.subject.has_value() && *token.value().claims.expires_at > now);
    check(read_claims(token.value().payload).ok());
  }
  if (const auto token = read_refresh_token(text)) {
    check(token->counter >= 0);
    check(!is_genuine(*token, "a salt that nobody knows", "a key that nobody knows"));
  }
  return 0;
}
