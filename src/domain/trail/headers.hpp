// The headers of an HTTP request, as a gateway hands them over: one flat JSON object.
#pragma once

#include <span>
#include <string_view>

namespace socle::trail {

// Copies the text of a member of the object into `out` and returns its length: decoded, without
// U+0000, cut before the character that does not fit. 0 if there is no such member, it is no text,
// or the object breaks off before it. The last one counts where there are several. Allocates
// nothing, for the error machinery calls it.
std::size_t copy_header(std::string_view json, std::string_view name, std::span<char> out) noexcept;

}  // namespace socle::trail
