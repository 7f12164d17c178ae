#include "domain/identity/claims.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"

namespace socle::identity {
namespace {

Refusal bad_claims() { return Refusal(errors::invalid_token).with("reason", "bad claims"); }

Refusal bad_claim(std::string_view name) { return bad_claims().with("claim", name); }

// Reads a point in time into `seconds`; false if it is there but not a non-negative integer.
bool read_time(const json::Value* value, std::optional<std::int64_t>& seconds) {
  if (value == nullptr) return true;
  if (value->kind != json::Kind::integer || value->integer < 0) return false;
  seconds = value->integer;
  return true;
}

// Reads a UUID; false if it is there, not null, and not a UUID.
bool read_uuid(const json::Value* value, std::optional<Uuid>& uuid) {
  if (value == nullptr || value->kind == json::Kind::null) return true;
  if (value->kind == json::Kind::string) uuid = parse_uuid(value->text);
  return uuid.has_value();
}

}  // namespace

Result<Claims> read_claims(std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::object) return bad_claims();

  Claims claims;
  if (!read_uuid(document->find("sub"), claims.subject)) return bad_claim("sub");
  if (!read_uuid(document->find("session_id"), claims.session)) return bad_claim("session_id");
  if (const json::Value* role = document->find("role")) {
    if (role->kind != json::Kind::string) return bad_claim("role");
    claims.role = role->text;
  }
  if (!read_time(document->find("exp"), claims.expires_at)) return bad_claim("exp");
  if (!read_time(document->find("nbf"), claims.not_before)) return bad_claim("nbf");
  return claims;
}

}  // namespace socle::identity
