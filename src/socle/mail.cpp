#include "socle/mail.hpp"

#include "socle/notify.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<std::string, std::string, std::string, std::string, std::string,
                              pg::Json, std::int64_t>
    insert_mail{
        "insert into {schema}.outbox"
        " (channel, recipient, template, locale, subject, body, data, expires_at)"
        " values ('email', $1, $2, $3, $4, $5, $6,"
        "   case when $7 > 0 then now() + $7 * interval '1 minute' end)"};

}  // namespace

void send_mail(pg::Spi& spi, pg::Schema system, const Account& account, const std::string& address,
               std::string_view key, std::span<const notifications::Parameter> parameters,
               const std::string& data, std::int64_t minutes_to_live) {
  const std::string locale = locale_of(spi, system, account.id);
  const notifications::Text text =
      pg::value_or_raise(notifications::render(key, locale, parameters));
  spi.run(insert_mail, system, address, std::string(key), locale, text.title, text.message,
          pg::Json{data}, minutes_to_live);
}

}  // namespace socle
