// Tokens that are mailed to somebody: each for one purpose and one use, hashed at rest.
#pragma once

#include "socle/authentication.hpp"

namespace socle {

enum class Purpose { confirm_email, reset_password };

// Makes a token and mails it to `address`. The last one of this purpose is worthless then.
void mail_token(pg::Spi& spi, pg::Schema system, const Account& account, Purpose purpose,
                const std::string& address);

// What a token was mailed for.
struct Redeemed {
  Uuid user;
  std::string email;
};
// Uses the token up; nothing if it is unknown, used, expired or for something else.
std::optional<Redeemed> redeem(pg::Spi& spi, const std::string& token, Purpose purpose);

// Makes every open token of the person worthless.
void drop_tokens(pg::Spi& spi, const Uuid& person);

}  // namespace socle
