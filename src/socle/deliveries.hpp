// Notifications outside of the app: mails and messages, which a worker outside of the database
// sends.
#pragma once

#include <span>
#include <string>

#include "pg/spi.hpp"

namespace socle {

// Sends notifications of one type that were written in this transaction: by the channels that the
// type has or their recipients want, at once or at the end of a recipient's quiet hours. Needs the
// rights of the system's owner.
void deliver(pg::Spi& spi, pg::Schema system, std::string_view key,
             std::span<const std::int64_t> notifications);

// What a worker gets of a mail or message. `data` is JSON, for adapters that write their own words.
std::string message_payload(std::string_view recipient, std::string_view locale,
                            std::string_view subject, std::string_view body, std::string_view data);

}  // namespace socle
