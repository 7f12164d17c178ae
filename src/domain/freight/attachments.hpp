// Files that a party shows: they are kept elsewhere, and known here by what is in them.
#pragma once

#include <string_view>

#include "domain/result.hpp"

namespace socle::freight {

inline constexpr std::size_t attachments_max = 20;

// Refuses (`invalid_value`, with this field) what is not a list of at most 20 files as
// {"name": "photo.jpg", "sha256": "64 hexadecimal digits", "url": "https://…"}; the URL may be left
// out. A name has at most 255 bytes; a URL is as is_web_address() wants it.
Check check_attachments(std::string_view field, std::string_view json);

}  // namespace socle::freight
