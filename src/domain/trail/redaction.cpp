#include "domain/trail/redaction.hpp"

#include <algorithm>

namespace socle::trail {

bool is_secret(std::string_view column) {
  constexpr std::string_view words[] = {"password", "secret", "token",      "hash",       "salt",
                                        "pin",      "otp",    "credential", "credentials"};
  while (true) {
    const std::size_t end = column.find('_');
    if (std::find(std::begin(words), std::end(words), column.substr(0, end)) != std::end(words))
      return true;
    if (end == column.npos) return false;
    column.remove_prefix(end + 1);
  }
}

}  // namespace socle::trail
