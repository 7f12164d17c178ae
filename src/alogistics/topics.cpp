// Who may follow what.
#include <algorithm>

#include "alogistics/system.hpp"
#include "domain/events/topics.hpp"
#include "pg/spi.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<std::vector<Uuid>> find_visible{
    "select coalesce(array_agg(id), '{}') from alogistics.transport_requests where id = any ($1)"};

std::vector<std::string> may_follow(const std::optional<std::vector<std::string>>& topics) {
  require_tables();
  std::vector<Uuid> asked;
  for (const std::string& topic : require(topics, "topics"))
    asked.push_back(pg::value_or_raise(events::read_topic(topic, "request")).id);
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<std::vector<Uuid>>(find_visible, asked);
  const std::vector<Uuid>& visible = std::get<0>(row.value());
  std::vector<std::string> allowed;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (std::ranges::find(visible, asked[i]) != visible.end()) allowed.push_back((*topics)[i]);
  return allowed;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_may_follow, socle::alogistics::may_follow);
