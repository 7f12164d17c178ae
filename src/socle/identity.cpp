#include "socle/identity.hpp"

#include <limits>
#include <string_view>

#include "domain/errors/catalogue.hpp"
#include "domain/identity/claims.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/gateways.hpp"

namespace socle {

namespace {

using pg::TextSetting;

// The verified identity of sign_in(). A setting rather than a variable, because PostgreSQL then
// takes it along to parallel workers, back with a rolled-back transaction and away with DISCARD
// ALL. Only set_identity() may write it, and nobody reads it.
constinit TextSetting signed_in{"socle.identity", "Identity verified by socle.sign_in().", "",
                                PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit TextSetting claims{"request.jwt.claims", "Claims of the caller, set by the gateway.", "",
                             PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit TextSetting claim_sub{"request.jwt.claim.sub", "Id of the caller, set by the gateway.",
                                "", PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit TextSetting postgraphile_sub{"jwt.claims.sub", "Id of the caller, set by the gateway.",
                                       "", PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit TextSetting gateways{"socle.gateways",
                               "Login roles that may say who the caller is, separated by commas.",
                               "authenticator", PGC_SUSET, 0};

constinit pg::BoolSetting session_sign_in{
    "socle.session_sign_in",
    "Whether socle.sign_in() may bind an identity to the session; off for logins behind a pooler.",
    true, PGC_SUSET, 0};

constinit bool is_signing_in = false;
// One identity per transaction, whichever of the settings carries it: the gateway sets it first, so
// that nothing that runs later in the request can.
constinit bool is_claimed = false;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
struct Known {
  bool is_current = false;
  bool is_somebody = false;
  Uuid id;
  std::optional<Uuid> session;
  // Of a token that this session keeps; a gateway checks the token of each request itself.
  std::int64_t expires_at = never;
};
constinit Known known;

void forget(const char*) noexcept { known.is_current = false; }
void end_transaction() noexcept { is_claimed = false; }

bool is_set(const TextSetting& setting) {
  return setting.value != nullptr && setting.value[0] != '\0';
}

const ErrorDefinition* may_claim(const char* value, GucSource source,
                                 const char** reason) noexcept {
  if (value == nullptr || pg::is_setter_superuser()) return nullptr;
  const char* const login = pg::setter_name();
  // Saying "nobody" is open to all, but a gateway that said so has spoken.
  if (value[0] == '\0') {
    is_claimed =
        is_claimed || (login != nullptr && is_gateway(login) && source >= PGC_S_INTERACTIVE);
    return nullptr;
  }
  *reason = "only the gateways named in socle.gateways say who the caller is";
  // Neither for a session from its start nor, by ALTER ROLE or ALTER DATABASE (PGC_S_TEST), for
  // later ones.
  const bool is_said_now = source >= PGC_S_INTERACTIVE && source != PGC_S_TEST;
  if (login == nullptr || !is_gateway(login) || !is_said_now) return &errors::identity_protected;
  *reason = "the caller of this transaction is known already";
  if (is_claimed) return &errors::identity_protected;
  is_claimed = true;
  return nullptr;
}

const ErrorDefinition* may_sign_in(const char* value, GucSource, const char** reason) noexcept {
  *reason = "only socle.sign_in() sets it";
  const bool is_allowed = value == nullptr || value[0] == '\0' || is_signing_in;
  return is_allowed ? nullptr : &errors::identity_protected;
}

const char* hide() { return signed_in.value[0] == '\0' ? "" : "(hidden)"; }

std::optional<Uuid> read_subject(const TextSetting& setting) {
  const std::optional<Uuid> id = parse_uuid(setting.value);
  if (!id) throw pg::Refused(Refusal(errors::invalid_token).with("reason", "sub is not a UUID"));
  return id;
}

Known read_identity() {
  for (const TextSetting* setting : {&signed_in, &claims}) {
    if (!is_set(*setting)) continue;
    const identity::Claims found = pg::value_or_raise(identity::read_claims(setting->value));
    const bool is_kept = setting == &signed_in && found.expires_at;
    if (found.subject)
      return {true, true, *found.subject, found.session, is_kept ? *found.expires_at : never};
  }
  for (const TextSetting* setting : {&claim_sub, &postgraphile_sub})
    if (is_set(*setting)) return {true, true, *read_subject(*setting), {}, never};
  return {true, false, {}, {}, never};
}

}  // namespace

bool is_gateway(std::string_view login) noexcept {
  std::string_view list = gateways.value != nullptr ? gateways.value : "";
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    std::string_view name = list.substr(0, end);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name == login) return true;
    list = end == std::string_view::npos ? "" : list.substr(end + 1);
  }
  return false;
}

const Uuid* known_person() noexcept {
  return known.is_current && known.is_somebody ? &known.id : nullptr;
}

const Uuid* current_person() noexcept {
  return known.expires_at > pg::statement_unix_seconds() ? known_person() : nullptr;
}

std::optional<Uuid> uid() {
  if (!known.is_current) known = read_identity();
  if (!known.is_somebody) return std::nullopt;
  if (current_person() == nullptr) throw pg::Refused(Refusal(errors::token_expired));
  return known.id;
}

Uuid require_person() {
  const std::optional<Uuid> person = uid();
  if (!person) throw pg::Refused(Refusal(errors::authentication_required));
  return *person;
}

std::optional<Uuid> session_id() {
  if (!uid()) return std::nullopt;
  return known.session;
}

bool is_gateway_session() {
  const char* const login = pg::call([] { return pg::setter_name(); });
  return login != nullptr && is_gateway(login);
}

std::string claims_text() {
  for (const TextSetting* setting : {&signed_in, &claims})
    if (is_set(*setting)) return setting->value;
  return {};
}

bool may_keep_identity() {
  const char* const login = pg::setter_name();
  return session_sign_in.value && login != nullptr && !is_gateway(login);
}

void set_identity(const std::string& text, bool only_transaction) {
  struct Permission {
    Permission() { is_signing_in = true; }
    ~Permission() { is_signing_in = false; }
    Permission(const Permission&) = delete;
    Permission& operator=(const Permission&) = delete;
  } const permission;
  if (only_transaction)
    pg::set_local("socle.identity", text.c_str());
  else
    pg::set_session("socle.identity", text.c_str());
}

void define_identity_settings() {
  pg::define_setting(gateways);
  pg::define_setting(session_sign_in);
  pg::define_guarded_setting<may_sign_in, forget>(signed_in, hide);
  pg::define_guarded_setting<may_claim, forget>(claims);
  pg::define_guarded_setting<may_claim, forget>(claim_sub);
  pg::define_guarded_setting<may_claim, forget>(postgraphile_sub);
  pg::on_transaction_end<end_transaction>();
}

}  // namespace socle
