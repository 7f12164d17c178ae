#include "socle/mail.hpp"

#include "pg/transaction.hpp"
#include "socle/jobs.hpp"
#include "socle/notification_templates.hpp"
#include "socle/notify.hpp"

namespace socle {

namespace {

// What the worker gets: {"recipient", "locale", "subject", "body", "data"}.
constinit pg::Statement<std::string, std::string, std::string, std::string, pg::Json> write_payload{
    "select pg_catalog.jsonb_build_object('recipient', $1, 'locale', $2, 'subject', $3,"
    "   'body', $4, 'data', $5)"};

}  // namespace

void send_mail(pg::Spi& spi, pg::Schema system, const Account& account, const std::string& address,
               std::string_view key, std::span<const notifications::Parameter> parameters,
               const std::string& data, std::int64_t minutes_to_live) {
  const std::string locale = locale_of(spi, system, account.id);
  const Wording text = compose(spi, system, key, locale, parameters);
  auto payload = std::get<0>(
      *spi.row<pg::Json>(write_payload, address, locale, text.title, text.message, pg::Json{data}));
  jobs::NewJob job{"email", std::string(key), std::move(payload.text)};
  if (minutes_to_live > 0)
    job.expires_at = pg::Timestamp{pg::transaction_time() + minutes_to_live * pg::minute_us};
  jobs::enqueue(spi, system, job);
}

}  // namespace socle
