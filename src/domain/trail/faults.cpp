#include "domain/trail/faults.hpp"

namespace socle::trail {

bool is_fault(std::string_view sqlstate) {
  if (sqlstate == "57014") return false;
  for (const std::string_view start : {"PT5", "XX", "53", "57", "58", "F0"})
    if (sqlstate.starts_with(start)) return true;
  return false;
}

std::string_view error_name(std::string_view detail) noexcept {
  constexpr std::string_view start = R"({"error":")";
  if (!detail.starts_with(start)) return {};
  detail.remove_prefix(start.size());
  const std::size_t end = detail.find('"');
  return end == detail.npos ? std::string_view() : detail.substr(0, end);
}

}  // namespace socle::trail
