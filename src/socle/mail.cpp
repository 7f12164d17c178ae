#include "socle/mail.hpp"

#include "pg/transaction.hpp"
#include "socle/deliveries.hpp"
#include "socle/jobs.hpp"
#include "socle/notification_templates.hpp"
#include "socle/notify.hpp"

namespace socle {

void send_mail(pg::Spi& spi, pg::Schema system, const Account& account, const std::string& address,
               std::string_view key, std::span<const notifications::Parameter> parameters,
               const std::string& data, std::int64_t minutes_to_live) {
  const std::string locale = locale_of(system, account.id);
  const Wording text = compose(system, key, locale, parameters);
  jobs::NewJob job{"email", std::string(key),
                   message_payload(address, locale, text.title, text.message, data)};
  if (minutes_to_live > 0)
    job.expires_at = pg::Timestamp{pg::transaction_time() + minutes_to_live * pg::minute_us};
  jobs::enqueue(spi, system, job);
}

}  // namespace socle
