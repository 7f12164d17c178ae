// From where a request came, behind proxies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace socle::limits {

// The address that the outermost of `proxies` trusted proxies saw, from the JSON object of headers
// with lower-case names: each proxy appends to x-forwarded-for whom it was called by, and what
// stands further left is anybody's word. Empty without the header, or without proxies.
std::string_view forwarded_address(std::string_view headers_json, std::int64_t proxies);

// What one subscriber of a network has: the whole IPv4 address, the first 64 bits of an IPv6 one.
// Equal for all spellings. Ports, brackets and zones do not count. What is no address stays as it
// is, up to 64 bytes.
std::string network_of(std::string_view address);

}  // namespace socle::limits
