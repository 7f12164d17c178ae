// What a type of notification may be called, and the locales of its words.
#pragma once

#include <string_view>

#include "domain/result.hpp"

namespace socle::notifications {

// What a notification may be about: payment, dispute …
bool is_subject(std::string_view word);

// Refuses (`invalid_value`) what is no key, no subject (payment, dispute …) and no description.
Check check_type(std::string_view key, std::string_view subject, std::string_view description);

// Refuses (`invalid_value`) what is neither a language (fr) nor one with a country (fr_SN).
Check check_locale(std::string_view locale);

}  // namespace socle::notifications
