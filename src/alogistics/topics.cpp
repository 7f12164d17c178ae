// Who may follow what: whom row security shows the request, or the dispute, that a topic is about.
#include <algorithm>

#include "alogistics/system.hpp"
#include "domain/events/topics.hpp"
#include "pg/spi.hpp"

namespace socle::alogistics {

namespace {

constexpr std::string_view request_subject = "request";
constexpr std::string_view dispute_subject = "dispute";
constexpr std::string_view subjects[] = {request_subject, dispute_subject};

using Ids = std::vector<Uuid>;

constinit pg::Statement<Ids, Ids> find_visible{R"(
  select (select coalesce(array_agg(id), '{}') from alogistics.transport_requests
          where id = any ($1)),
         (select coalesce(array_agg(id), '{}') from alogistics.disputes where id = any ($2)))"};

bool contains(const Ids& ids, const Uuid& id) { return std::ranges::find(ids, id) != ids.end(); }

std::vector<std::string> may_follow(const std::optional<std::vector<std::string>>& topics) {
  require_tables();
  std::vector<events::Topic> asked;
  Ids requests;
  Ids disputes;
  for (const std::string& text : require(topics, "topics")) {
    asked.push_back(pg::value_or_raise(events::read_topic(text, subjects)));
    (asked.back().subject == request_subject ? requests : disputes).push_back(asked.back().id);
  }
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<Ids, Ids>(find_visible, requests, disputes);
  const auto& [visible_requests, visible_disputes] = row.value();
  std::vector<std::string> allowed;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (contains(asked[i].subject == request_subject ? visible_requests : visible_disputes,
                 asked[i].id))
      allowed.push_back((*topics)[i]);
  return allowed;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_may_follow, socle::alogistics::may_follow);
