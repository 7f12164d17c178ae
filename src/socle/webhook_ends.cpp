// How deliveries of webhooks end, and when their endpoint is switched off.
#include "domain/jobs/job.hpp"
#include "pg/security.hpp"
#include "socle/job_claims.hpp"
#include "socle/jobs.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::webhooks {

namespace {

using jobs::required;
using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int32_t>;
using Ids = std::vector<std::int64_t>;

constinit pg::SchemaStatement<Ids> note_arrivals{
    "update {schema}.webhook_endpoints set failing_since = null"
    " where failing_since is not null and id::text in ("
    "   select payload ->> 'endpoint' from {schema}.jobs where id = any($1) and queue = "
    "'webhook')"};
constinit pg::SchemaStatement<std::int64_t> note_failure{
    "update {schema}.webhook_endpoints set failing_since = clock_timestamp()"
    " where failing_since is null and is_active and id::text = ("
    "   select payload ->> 'endpoint' from {schema}.jobs where id = $1 and queue = 'webhook')"};
constinit pg::SchemaStatement<std::int64_t, bool, std::int64_t> switch_off{
    "update {schema}.webhook_endpoints set is_active = false,"
    "   switched_off_at = clock_timestamp(),"
    "   switched_off_because = case when $2 then 'gone' else 'failing' end"
    " where is_active and ($2 or failing_since < clock_timestamp() - $3 * interval '1 day')"
    "   and id::text = (select payload ->> 'endpoint' from {schema}.jobs"
    "                   where id = $1 and queue = 'webhook')"
    " returning description, url"};

constexpr std::int64_t status_gone = 410;
constexpr std::int64_t status_min = 100;
constexpr std::int64_t status_max = 599;

void switch_off_if_hopeless(pg::Spi& spi, pg::Schema system, std::int64_t job, bool is_gone) {
  const std::int64_t days = integer_setting(system, "webhooks.failing_days_max");
  const auto row = spi.row<std::string, std::string>(switch_off, system, job, is_gone, days);
  if (!row) return;
  const auto& [description, url] = *row;
  const notifications::Parameter parameters[] = {
      {"description", description}, {"url", url}, {"days", std::to_string(days)}};
  notify_admins(spi, system, is_gone ? "webhook.gone.admin" : "webhook.failing.admin", parameters);
}

std::int64_t complete_webhooks(pg::Schema system, const std::optional<Ids>& ids,
                               const OptionalText& worker) {
  jobs::require_system(system);
  const std::string& name = jobs::require_worker(worker);
  const pg::AsRole owner(pg::owner_of(system));
  jobs::complete(system, required(ids, "ids"), name);
  pg::Spi().run(note_arrivals, system, *ids);
  return static_cast<std::int64_t>(ids->size());
}

std::string fail_webhook(pg::Schema system, const std::optional<std::int64_t>& id,
                         const OptionalText& worker, const OptionalText& error,
                         const OptionalInteger& status, const OptionalInteger& retry_after) {
  jobs::require_system(system);
  if (status) pg::check(jobs::check_range("status", *status, status_min, status_max));
  const bool is_gone = status == status_gone;
  const jobs::Failed failed = jobs::read_failure(error, retry_after, is_gone);
  const std::string& name = jobs::require_worker(worker);
  const pg::AsRole owner(pg::owner_of(system));
  std::string state = jobs::fail(system, required(id, "id"), name, failed);
  pg::Spi spi;
  spi.run(note_failure, system, *id);
  switch_off_if_hopeless(spi, system, *id, is_gone);
  return state;
}

}  // namespace

}  // namespace socle::webhooks

SOCLE_EXPORT(socle_complete_webhooks, socle::webhooks::complete_webhooks);
SOCLE_EXPORT(socle_fail_webhook, socle::webhooks::fail_webhook);
