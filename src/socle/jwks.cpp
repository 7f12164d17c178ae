// jwks(): what verifiers of our tokens need.
#include "pg/function.hpp"
#include "socle/signing_keys.hpp"

namespace socle {

namespace {

// Secrets have no public half, so an installation with HS256 shows an empty set.
pg::Json jwks() {
  std::string json = R"({"keys":[)";
  bool is_first = true;
  for (const identity::Key& key : verifying_keys()) {
    const std::optional<std::string> jwk = key.public_jwk();
    if (!jwk) continue;
    if (!is_first) json += ',';
    json += *jwk;
    is_first = false;
  }
  return {json + "]}"};
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_jwks, socle::jwks);
