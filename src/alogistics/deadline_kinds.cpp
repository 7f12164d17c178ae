// run_due(): what is done because its time has come.
#include "alogistics/campaigns.hpp"
#include "alogistics/disputes.hpp"
#include "alogistics/documents.hpp"
#include "alogistics/expiry.hpp"
#include "alogistics/job_deadlines.hpp"
#include "alogistics/offers.hpp"
#include "alogistics/ratings.hpp"
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "socle/deadlines.hpp"

namespace socle::alogistics {

namespace {

constexpr std::int64_t count_max = 10'000;

// {name, handler, whether it is the last of its call}
constexpr deadlines::Kind kinds[] = {
    {unpaid_assignment, end_unpaid_assignment, false},
    {unclaimed_request, end_unclaimed_request, true},
    {late_pickup, report_late_pickup, false},
    {"rating_window", end_rating_window, false},
    {"dispute_escalation", escalate_in_time, false},
    {document_expiry, expire_document, false},
    {offer_expiry, expire_offer, false},
    {campaign_deadline, send_campaign, true},
};

std::int64_t run_due(const std::optional<std::int32_t>& max_count) {
  const pg::Schema system = require_tables();
  require_system(system);
  const std::int64_t most = require(max_count, "max_count");
  if (most < 1 || most > count_max)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "max_count").with("reason", "out of range"));
  const pg::AsRole owner(pg::owner_of(system));
  const std::int64_t done = deadlines::run_due(system, kinds, most);
  // Both at once would lock wallets out of their order.
  return done > 0 ? done : expire(system);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_run_due, socle::alogistics::run_due);
