// Where webhooks may go, and of what kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace socle::webhooks {

inline constexpr std::size_t url_length_max = 2'000;
inline constexpr std::size_t kinds_max = 50;

// Refuses what is no address of the web, and, unless private targets are allowed, what is not
// https or names this machine or a private network by number (`invalid_value` of url). Names that
// lead there are for the sender to refuse, when it looks them up.
Check check_url(std::string_view url, bool may_be_private);

// Kinds of events such as request.updated, or request.*, or *: 1 to 50 (`invalid_value` of kinds).
Check check_kinds(const std::vector<std::string>& kinds);

}  // namespace socle::webhooks
