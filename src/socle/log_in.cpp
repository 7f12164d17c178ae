// login() and register().
#include "domain/errors/catalogue.hpp"
#include "domain/identity/email.hpp"
#include "socle/access.hpp"
#include "socle/attempts.hpp"
#include "socle/mail.hpp"
#include "socle/one_time_tokens.hpp"
#include "socle/platform_settings.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

// The rest of what a person says of himself goes into the profile, by the trigger on auth.users.
constinit pg::Statement<std::string, std::string, pg::Json> insert_account{
    "insert into auth.users (email, encrypted_password, raw_user_meta_data, raw_app_meta_data)"
    " values (lower(normalize(btrim($1), NFC)), $2, $3,"
    "   '{\"provider\": \"email\", \"providers\": [\"email\"]}')"
    " on conflict (email) do nothing returning id"};

constexpr std::size_t profile_bytes_max = 4096;

bool must_confirm(pg::Schema system) {
  return text_setting(system, "auth.email_confirmation") == "required";
}

Refusal refuse_credentials(pg::Spi& spi, pg::Schema system, const std::optional<Account>& account,
                           const std::vector<Bucket>& buckets) {
  count_failure(spi, buckets);
  audit_account(spi, system, account ? std::optional(account->id) : std::nullopt,
                "auth.login_failed");
  return Refusal(errors::invalid_credentials);
}

// Said only to who knows the password. Source: A-92.
Check check_standing(pg::Schema system, const Account& account) {
  if (account.is_banned || !access_of(system, account.id).is_active)
    return Refusal(errors::account_disabled);
  if (!account.is_confirmed && must_confirm(system)) return Refusal(errors::email_not_confirmed);
  return {};
}

Answer log_in(pg::Spi& spi, pg::Schema system, const OptionalText& email,
              const OptionalText& password) {
  if (const Check fine = check_given(email, "email"); !fine) return fine.refusal();
  if (const Check fine = check_given(password, "password"); !fine) return fine.refusal();
  const std::vector<Bucket> buckets = log_in_buckets(*email);
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  const std::optional<Account> account = find_account(spi, *email);
  if (!is_right_password(spi, system, account, *password))
    return refuse_credentials(spi, system, account, buckets);
  if (const Check fine = check_standing(system, *account); !fine) return fine.refusal();
  forget_failures(spi, buckets.front());
  return open_session(spi, system, *account);
}

// Where addresses must be confirmed, a known one gets the same answer, and its owner a mail.
Answer answer_known(pg::Spi& spi, pg::Schema system, const std::string& email,
                    const std::vector<Bucket>& buckets) {
  count_failure(spi, buckets);
  if (!must_confirm(system))
    return Refusal(errors::already_exists).with("entity", "account").with("field", "email");
  if (const std::optional<Account> known = find_account(spi, email))
    send_mail(spi, system, *known, *known->email, "mail.account_exists", {});
  return std::string(R"({"confirmation_sent":true})");
}

Check check_profile(const pg::Json& profile) {
  const Refusal wrong = Refusal(errors::invalid_value).with("field", "profile");
  if (profile.text.size() > profile_bytes_max) return Refusal(wrong).with("reason", "too long");
  if (profile.text.front() != '{') return Refusal(wrong).with("reason", "not an object");
  return {};
}

Check check_registration(const OptionalText& email, const OptionalText& password,
                         const pg::Json& profile) {
  if (const Check fine = check_given(email, "email"); !fine) return fine;
  if (const Check fine = check_given(password, "password"); !fine) return fine;
  if (const Check fine = identity::check_email(identity::without_spaces(*email)); !fine)
    return fine;
  return check_profile(profile);
}

Answer open_account(pg::Spi& spi, pg::Schema system, const OptionalText& email,
                    const OptionalText& password, const pg::Json& profile) {
  if (const Check fine = check_registration(email, password, profile); !fine) return fine.refusal();
  const std::vector<Bucket> buckets = address_buckets();
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  const Result<std::string> hash = hash_new_password(system, *password);
  if (!hash) return hash.refusal();
  const auto row = spi.row<Uuid>(insert_account, *email, hash.value(), profile);
  if (!row) return answer_known(spi, system, *email, buckets);
  const Account account = find_account(spi, std::get<0>(*row)).value();
  audit_account(spi, system, account.id, "auth.register");
  mail_token(spi, system, account, Purpose::confirm_email, *account.email);
  if (must_confirm(system)) return std::string(R"({"confirmation_sent":true})");
  return open_session(spi, system, account);
}

pg::Json login(pg::Schema system, const OptionalText& email, const OptionalText& password) {
  return authenticate(system, [&](pg::Spi& spi) { return log_in(spi, system, email, password); });
}

pg::Json register_account(pg::Schema system, const OptionalText& email,
                          const OptionalText& password, const std::optional<pg::Json>& profile) {
  return authenticate(system, [&](pg::Spi& spi) {
    return open_account(spi, system, email, password, profile.value_or(pg::Json{"{}"}));
  });
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_login, socle::login);
SOCLE_EXPORT(socle_register, socle::register_account);
