#include "socle/one_time_tokens.hpp"

#include "domain/identity/base64url.hpp"
#include "pg/random.hpp"
#include "socle/mail.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

constexpr std::size_t token_bytes = 32;

constinit pg::Statement<Uuid, std::string> drop_open{
    "delete from auth.one_time_tokens where user_id = $1"
    " and (($2 is null or purpose = $2) and used_at is null"
    "   or created_at < now() - interval '30 days')"};
constinit pg::Statement<std::string, Uuid, std::string, std::string, std::int64_t> insert_token{
    "insert into auth.one_time_tokens (hash, user_id, purpose, email, expires_at)"
    " values (sha256(convert_to($1, 'UTF8')), $2, $3, lower(normalize(btrim($4), NFC)),"
    "   now() + $5 * interval '1 minute')"};
constinit pg::Statement<std::string, std::string> use_token{
    "update auth.one_time_tokens set used_at = now()"
    " where hash = sha256(convert_to($1, 'UTF8')) and purpose = $2 and used_at is null"
    " and expires_at > now() returning user_id, email"};

std::string name_of(Purpose purpose) {
  return purpose == Purpose::confirm_email ? "confirm_email" : "reset_password";
}

}  // namespace

void mail_token(pg::Spi& spi, pg::Schema system, const Account& account, Purpose purpose,
                const std::string& address) {
  const std::string name = name_of(purpose);
  const std::string token = identity::encode_base64url(pg::random_bytes(token_bytes));
  const std::int64_t minutes = integer_setting(system, "auth.one_time_token_minutes");
  spi.run(drop_open, account.id, std::optional(name));
  spi.run(insert_token, token, account.id, name, address, minutes);
  const notifications::Parameter parameters[] = {{"token", token},
                                                 {"minutes", std::to_string(minutes)}};
  const std::string data = R"({"token":")" + token + R"(","purpose":")" + name + R"("})";
  send_mail(spi, system, account, address, "mail." + name, parameters, data, minutes);
}

std::optional<Redeemed> redeem(pg::Spi& spi, const std::string& token, Purpose purpose) {
  auto row = spi.row<Uuid, std::string>(use_token, token, name_of(purpose));
  if (!row) return std::nullopt;
  return Redeemed{std::get<0>(*row), std::get<1>(*row)};
}

void drop_tokens(pg::Spi& spi, const Uuid& person) {
  spi.run(drop_open, person, std::optional<std::string>());
}

}  // namespace socle
