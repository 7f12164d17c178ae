// Mails: jobs of the queue email, which a worker outside of the database sends.
#pragma once

#include <span>

#include "domain/notifications/texts.hpp"
#include "socle/authentication.hpp"

namespace socle {

// Writes a mail in the person's language; `data` is for adapters that write their own words.
void send_mail(pg::Spi& spi, pg::Schema system, const Account& account, const std::string& address,
               std::string_view key, std::span<const notifications::Parameter> parameters,
               const std::string& data = "{}", std::int64_t minutes_to_live = 0);

}  // namespace socle
