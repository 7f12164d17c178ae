// Proof of an address, and new passwords.
#include "domain/errors/catalogue.hpp"
#include "domain/identity/email.hpp"
#include "pg/subtransaction.hpp"
#include "socle/access.hpp"
#include "socle/attempts.hpp"
#include "socle/identity.hpp"
#include "socle/mail.hpp"
#include "socle/one_time_tokens.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

constinit pg::Statement<Uuid, std::string> confirm_address{
    "update auth.users set email = $2, email_confirmed_at = now(), updated_at = now()"
    " where id = $1"};
// Who got the mail has proven the address too.
constinit pg::Statement<Uuid, std::string> prove_address{
    "update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now())"
    " where id = $1 and email = $2"};

// Mails are not for flooding somebody's inbox: three at once, then ever slower.
constexpr identity::Limit mail_limit{3, 3600};

// Counts before it looks whether there is such an account, so that the answer does not tell.
Check allow_mail(pg::Spi& spi, const OptionalText& email) {
  if (const Check fine = check_given(email, "email"); !fine) return fine;
  if (const Check fine = identity::check_email(identity::without_spaces(*email)); !fine)
    return fine;
  const std::vector<Bucket> buckets = with_address({"mail", *email, mail_limit});
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine;
  count_failure(spi, buckets);
  return {};
}

Answer sent() { return std::string(R"({"sent":true})"); }
Answer changed() { return std::string(R"({"changed":true})"); }

Answer mail_confirmation(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& person,
                         const OptionalText& email) {
  const std::optional<Account> own = person ? find_account(spi, *person) : std::nullopt;
  const OptionalText address = email || !own ? email : own->email;
  if (const Check fine = allow_mail(spi, address); !fine) return fine.refusal();
  if (own) {
    mail_token(spi, system, *own, Purpose::confirm_email, *address);
    return sent();
  }
  const std::optional<Account> known = find_account(spi, *address);
  if (known && !known->is_confirmed && !known->is_banned)
    mail_token(spi, system, *known, Purpose::confirm_email, *known->email);
  return sent();
}

Answer confirm(pg::Spi& spi, pg::Schema system, const OptionalText& token) {
  if (const Check fine = check_given(token, "token"); !fine) return fine.refusal();
  const std::vector<Bucket> buckets = address_buckets();
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  const std::optional<Redeemed> redeemed = redeem(spi, *token, Purpose::confirm_email);
  if (!redeemed) {
    count_failure(spi, buckets);
    return Refusal(errors::invalid_one_time_token);
  }
  const auto taken = pg::attempt([&] { spi.run(confirm_address, redeemed->user, redeemed->email); },
                                 pg::unique_violation);
  if (taken)
    return Refusal(errors::already_exists).with("entity", "account").with("field", "email");
  audit_account(spi, system, redeemed->user, "auth.confirm_email");
  std::string json = R"({"confirmed":true,"email":)";
  append_json_string(json, redeemed->email);
  return json + '}';
}

Answer mail_reset(pg::Spi& spi, pg::Schema system, const OptionalText& email) {
  if (const Check fine = allow_mail(spi, email); !fine) return fine.refusal();
  const std::optional<Account> account = find_account(spi, *email);
  if (account && !account->is_banned)
    mail_token(spi, system, *account, Purpose::reset_password, *account->email);
  return sent();
}

// The new password ends what the old one, which somebody else may have known, has opened.
void store(pg::Spi& spi, pg::Schema system, const Account& account, const std::string& hash,
           Scope ended) {
  store_password(spi, account.id, hash);
  drop_tokens(spi, account.id);
  end_sessions(spi, account.id, ended, "password");
  audit_account(spi, system, account.id, "auth.password_changed");
  if (account.email) send_mail(spi, system, account, *account.email, "mail.password_changed", {});
}

Answer reset(pg::Spi& spi, pg::Schema system, const OptionalText& token,
             const OptionalText& password) {
  if (const Check fine = check_given(token, "token"); !fine) return fine.refusal();
  if (const Check fine = check_given(password, "new_password"); !fine) return fine.refusal();
  const std::vector<Bucket> buckets = address_buckets();
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  const Result<std::string> hash = hash_new_password(system, *password);
  if (!hash) return hash.refusal();
  const std::optional<Redeemed> redeemed = redeem(spi, *token, Purpose::reset_password);
  if (!redeemed) {
    count_failure(spi, buckets);
    return Refusal(errors::invalid_one_time_token);
  }
  const Account account = find_account(spi, redeemed->user).value();
  spi.run(prove_address, account.id, redeemed->email);
  store(spi, system, account, hash.value(), Scope::global);
  return changed();
}

Answer change(pg::Spi& spi, pg::Schema system, const Uuid& person, const OptionalText& current,
              const OptionalText& password) {
  if (const Check fine = check_given(current, "current_password"); !fine) return fine.refusal();
  if (const Check fine = check_given(password, "new_password"); !fine) return fine.refusal();
  const std::optional<Account> account = find_account(spi, person);
  std::vector<Bucket> buckets = log_in_buckets(to_string(person));
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  if (!is_right_password(spi, system, account, *current)) {
    count_failure(spi, buckets);
    audit_account(spi, system, person, "auth.login_failed");
    return Refusal(errors::invalid_credentials);
  }
  const Result<std::string> hash = hash_new_password(system, *password);
  if (!hash) return hash.refusal();
  store(spi, system, *account, hash.value(), Scope::others);
  return changed();
}

pg::Json request_email_confirmation(pg::Schema system, const OptionalText& email) {
  const std::optional<Uuid> person = uid();
  if (person) require_caller(system);
  return authenticate(system,
                      [&](pg::Spi& spi) { return mail_confirmation(spi, system, person, email); });
}

pg::Json confirm_email(pg::Schema system, const OptionalText& token) {
  return authenticate(system, [&](pg::Spi& spi) { return confirm(spi, system, token); });
}

pg::Json request_password_reset(pg::Schema system, const OptionalText& email) {
  return authenticate(system, [&](pg::Spi& spi) { return mail_reset(spi, system, email); });
}

pg::Json reset_password(pg::Schema system, const OptionalText& token,
                        const OptionalText& password) {
  return authenticate(system, [&](pg::Spi& spi) { return reset(spi, system, token, password); });
}

pg::Json change_password(pg::Schema system, const OptionalText& current,
                         const OptionalText& password) {
  const Uuid person = require_person();
  require_caller(system);
  return authenticate(system,
                      [&](pg::Spi& spi) { return change(spi, system, person, current, password); });
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_request_email_confirmation, socle::request_email_confirmation);
SOCLE_EXPORT(socle_confirm_email, socle::confirm_email);
SOCLE_EXPORT(socle_request_password_reset, socle::request_password_reset);
SOCLE_EXPORT(socle_reset_password, socle::reset_password);
SOCLE_EXPORT(socle_change_password, socle::change_password);
