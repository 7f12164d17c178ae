// What staff tell many at once.
#pragma once

#include <string_view>

#include "pg/spi.hpp"

namespace socle::alogistics {

inline constexpr std::string_view campaign_deadline = "campaign";

// The handler of that deadline: sends the campaign, unless it was cancelled.
void send_campaign(pg::Schema system, const Uuid& campaign, std::int32_t level);

}  // namespace socle::alogistics
