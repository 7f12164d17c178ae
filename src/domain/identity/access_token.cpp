#include "domain/identity/access_token.hpp"

#include "domain/identity/claims.hpp"
#include "domain/json.hpp"

namespace socle::identity {
namespace {

// A JSON object that grows member by member.
class Object {
 public:
  Object& text(std::string_view name, std::string_view value) {
    begin(name);
    append_json_string(json_, value);
    return *this;
  }
  Object& json(std::string_view name, std::string_view value) {
    begin(name);
    json_ += value;
    return *this;
  }
  Object& number(std::string_view name, std::int64_t value) {
    return json(name, std::to_string(value));
  }
  std::string end() { return json_ + '}'; }

 private:
  void begin(std::string_view name) {
    if (json_.size() > 1) json_ += ',';
    append_json_string(json_, name);
    json_ += ':';
  }

  std::string json_ = "{";
};

std::string_view object_or_empty(std::string_view json) {
  const auto document = json::read(json);
  return document && document->root.kind == json::Kind::object ? json : "{}";
}

bool fits_a_token(std::string_view claims) {
  return claims.size() <= access_claims_bytes_max && read_claims(claims);
}

}  // namespace

std::string access_claims(const Account& account, const Uuid& session, std::string_view issuer,
                          std::int64_t issued_at, std::int64_t signed_in_at,
                          std::int64_t expires_at) {
  const std::string method =
      Object().text("method", "password").number("timestamp", signed_in_at).end();
  const auto with_user_metadata = [&](std::string_view user_metadata) {
    return Object()
        .text("iss", issuer)
        .text("sub", to_string(account.id))
        .text("aud", "authenticated")
        .number("iat", issued_at)
        .number("exp", expires_at)
        .text("email", account.email.value_or(""))
        .text("phone", account.phone.value_or(""))
        .json("app_metadata", object_or_empty(account.app_metadata_json))
        .json("user_metadata", user_metadata)
        .text("role", "authenticated")
        .text("aal", "aal1")
        .json("amr", '[' + method + ']')
        .text("session_id", to_string(session))
        .json("is_anonymous", account.is_anonymous ? "true" : "false")
        .end();
  };
  std::string claims = with_user_metadata(object_or_empty(account.user_metadata_json));
  return fits_a_token(claims) ? claims : with_user_metadata("{}");
}

}  // namespace socle::identity
