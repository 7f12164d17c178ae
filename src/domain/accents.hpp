// Letters without their accents.
#pragma once

#include <string>
#include <string_view>

namespace socle {

// The text (UTF-8) with the accented letters of French and its neighbours (those of À … ÿ that have
// an accent or a cedilla) as the small letters that they stand on; all else as it is.
std::string without_accents(std::string_view text);

}  // namespace socle
