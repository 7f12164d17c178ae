// From where a request came, behind proxies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace socle::limits {

// The address that the outermost of `proxies` trusted proxies saw, from the text of the header
// x-forwarded-for: each proxy appends to it whom it was called by, and what stands further left is
// anybody's word. Empty without the header, or without proxies.
std::string_view forwarded_address(std::string_view list, std::int64_t proxies) noexcept;

// What one subscriber of a network has: the whole IPv4 address, the first 64 bits of an IPv6 one.
// Equal for all spellings: 192.0.2.1, 2001:db8:1:2::/64. Ports, brackets and zones do not count.
// What is no address stays as it is behind a question mark, up to 64 bytes.
std::string network_of(std::string_view address);

}  // namespace socle::limits
