// Notifications outside of the app: mails and messages, which a worker outside of the database
// sends.
#pragma once

#include <span>
#include <string>

#include "domain/notifications/channels.hpp"
#include "pg/spi.hpp"

namespace socle {

// Sends notifications of one type that were written in this transaction: by the channels that the
// type has or their recipients want, at once, at the end of a recipient's quiet hours, or in a
// digest (socle/digests.hpp). Needs the rights of the system's owner.
void deliver(pg::Spi& spi, pg::Schema system, std::string_view key,
             std::span<const std::int64_t> notifications);

// Where a person is told by the channel; nothing if there is no such address.
std::optional<std::string> address_of(notifications::Channel channel, const Uuid& person,
                                      const std::optional<std::string>& email,
                                      const std::optional<std::string>& phone);

// What a worker gets of a mail or message. `data` is JSON, for adapters that write their own words.
std::string message_payload(std::string_view recipient, std::string_view locale,
                            std::string_view subject, std::string_view body, std::string_view data);

}  // namespace socle
