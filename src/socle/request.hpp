// The HTTP request that the transaction serves, as its gateway describes it.
#pragma once

#include <array>
#include <string_view>

namespace socle {

// A text of at most `Size` bytes, held in place.
template <std::size_t Size>
struct ShortText {
  std::array<char, Size> bytes{};
  std::size_t size = 0;

  std::string_view view() const noexcept { return {bytes.data(), size}; }
};

inline constexpr std::size_t address_bytes_max = 100;

struct Request {
  ShortText<200> id;                     // header x-request-id
  ShortText<address_bytes_max> address;  // forwarded_for()
  ShortText<500> agent;                  // header user-agent
};

// Empty texts where the session is no gateway's, or the gateway has not said it. Reads no database
// and raises nothing; valid until the next statement.
const Request& current_request() noexcept;

// Who called the outermost of socle.trusted_proxies proxies, or "unknown" if the list of them is
// longer than any honest one. Empty as above, or if no proxy says it.
std::string_view forwarded_for() noexcept;

// Setting request.path; empty as above.
std::string_view request_path() noexcept;

// From the library's start.
void define_request_settings();

}  // namespace socle
