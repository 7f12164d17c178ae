// libFuzzer: the reader of JSON and the reader of claims take any text, and agree with each other.
#include <cstdint>
#include <cstdlib>

#include "domain/identity/claims.hpp"
#include "domain/json.hpp"

namespace {

void check(bool is_so) {
  if (!is_so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = socle::json::read(text);
  const auto claims = socle::identity::read_claims(text);
  if (claims) {
    check(document && document->root.kind == socle::json::Kind::object);
    check(claims.value().expires_at.value_or(0) >= 0 && claims.value().not_before.value_or(0) >= 0);
  }
  bool is_shown = false;
  const bool is_json =
      socle::json::visit(text, [&](const auto&, socle::json::Value&) { is_shown = true; });
  check(is_json == document.has_value() && (is_shown || !is_json));
  return 0;
}
