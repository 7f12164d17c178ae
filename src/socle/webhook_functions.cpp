// Endpoints of webhooks, and what is delivered to them.
#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "domain/webhooks/endpoint.hpp"
#include "domain/webhooks/signature.hpp"
#include "pg/random.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "pg/transaction.hpp"
#include "socle/job_claims.hpp"
#include "socle/jobs.hpp"
#include "socle/platform_settings.hpp"

namespace socle::webhooks {

namespace {

using jobs::required;
using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int32_t>;
using OptionalUuid = std::optional<Uuid>;
using Ids = std::vector<std::int64_t>;

constinit pg::SchemaStatement<std::string, std::vector<std::string>, std::string, std::string>
    insert_endpoint{
        "insert into {schema}.webhook_endpoints (url, kinds, description, secret)"
        " values ($1, $2, $3, $4) returning id"};
constinit pg::SchemaStatement<Uuid, std::string, std::int32_t> rotate{
    "update {schema}.webhook_endpoints set old_secret = case when $3 > 0 then secret end,"
    "   old_secret_until = case when $3 > 0 then clock_timestamp() + $3 * interval '1 hour' end,"
    "   secret = $2 where id = $1"};
constinit pg::SchemaStatement<Uuid, bool> set_active{
    "update {schema}.webhook_endpoints set is_active = $2, failing_since = null,"
    "   switched_off_at = null, switched_off_because = null where id = $1"};
constinit pg::SchemaStatement<Uuid> remove{"delete from {schema}.webhook_endpoints where id = $1"};
constinit pg::SchemaStatement<Ids> read_deliveries{
    "select j.id, e.url, j.payload ->> 'event', (j.payload -> 'body')::text, e.secret,"
    "   case when e.old_secret_until > clock_timestamp() then e.old_secret end, j.attempts,"
    "   j.max_attempts, j.leased_until"
    " from unnest($1) with ordinality as taken(id, place)"
    "   join {schema}.jobs as j using (id)"
    "   left join {schema}.webhook_endpoints as e"
    "     on e.id::text = j.payload ->> 'endpoint' and e.is_active"
    "       and j.payload ? 'event' and j.payload ? 'body'"
    " order by taken.place"};

constexpr std::int32_t overlap_hours_max = 720;
constexpr std::string_view queue = "webhook";

std::string new_secret() { return write_secret(pg::random_bytes(secret_bytes)); }

void require_found(std::uint64_t rows, const Uuid& id) {
  if (rows == 0)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "webhook_endpoint").with("id", to_string(id)));
}

pg::Json add_webhook(pg::Schema system, const OptionalText& url,
                     const std::optional<std::vector<std::string>>& kinds,
                     const OptionalText& description) {
  jobs::require_admin(system);
  required(url, "url");
  pg::check(check_kinds(required(kinds, "kinds")));
  pg::check(jobs::check_key("description", required(description, "description")));
  const pg::AsRole owner(pg::owner_of(system));
  pg::check(check_url(*url, text_setting(system, "webhooks.private_targets") == "allowed"));
  const std::string secret = new_secret();
  const auto row = pg::Spi().row<Uuid>(insert_endpoint, system, *url, *kinds, *description, secret);
  return {R"({"id":")" + to_string(std::get<0>(row.value())) + R"(","secret":")" + secret + "\"}"};
}

std::string rotate_webhook_secret(pg::Schema system, const OptionalUuid& id,
                                  const OptionalInteger& overlap_hours) {
  jobs::require_admin(system);
  required(id, "webhook_uuid");
  const std::int32_t hours = required(overlap_hours, "overlap_hours");
  pg::check(jobs::check_range("overlap_hours", hours, 0, overlap_hours_max));
  const pg::AsRole owner(pg::owner_of(system));
  std::string secret = new_secret();
  require_found(pg::Spi().run(rotate, system, *id, secret, hours), *id);
  return secret;
}

void set_webhook_active(pg::Schema system, const OptionalUuid& id,
                        const std::optional<bool>& is_active) {
  jobs::require_admin(system);
  required(id, "webhook_uuid");
  const bool active = required(is_active, "is_active");
  const pg::AsRole owner(pg::owner_of(system));
  require_found(pg::Spi().run(set_active, system, *id, active), *id);
}

void remove_webhook(pg::Schema system, const OptionalUuid& id) {
  jobs::require_admin(system);
  required(id, "webhook_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  require_found(pg::Spi().run(remove, system, *id), *id);
}

// One signature for each secret that counts, separated by blanks.
std::string signature_of(const std::string& secret, const OptionalText& old_secret,
                         const std::string& id, std::int64_t now_s, const std::string& body) {
  std::string result = sign(secret, id, now_s, body).value();
  if (old_secret) result += ' ' + sign(*old_secret, id, now_s, body).value();
  return result;
}

Datum claim_webhooks(FunctionCallInfo fcinfo) {
  pg::require_arguments(fcinfo, 3);
  const pg::Schema system = pg::schema_of(fcinfo);
  jobs::require_system(system);
  const jobs::ClaimArguments asked = jobs::read_claim(pg::argument<OptionalText>(fcinfo, 0),
                                                      pg::argument<OptionalInteger>(fcinfo, 1),
                                                      pg::argument<OptionalInteger>(fcinfo, 2));
  pg::SetResult table(fcinfo);
  const pg::AsRole owner(pg::owner_of(system));
  Ids ids;
  for (const auto& job :
       jobs::claim(system, std::string(queue), asked.worker, asked.count, asked.lease_s))
    ids.push_back(job.id);
  const std::int64_t now_s = pg::unix_seconds();
  pg::Spi spi;
  for (const auto& [id, url, event, body, secret, old_secret, attempt, max_attempts, until] :
       spi.rows<std::int64_t, OptionalText, OptionalText, OptionalText, OptionalText, OptionalText,
                std::int32_t, std::int32_t, pg::Timestamp>(read_deliveries, system, ids)) {
    if (url)
      table.add(id, *url, *body, *event, now_s,
                signature_of(*secret, old_secret, *event, now_s, *body), attempt, max_attempts,
                until);
    else
      jobs::fail(system, id, asked.worker, {"its endpoint is gone or inactive", {}, true});
  }
  return 0;
}

}  // namespace

}  // namespace socle::webhooks

SOCLE_EXPORT(socle_add_webhook, socle::webhooks::add_webhook);
SOCLE_EXPORT(socle_rotate_webhook_secret, socle::webhooks::rotate_webhook_secret);
SOCLE_EXPORT(socle_set_webhook_active, socle::webhooks::set_webhook_active);
SOCLE_EXPORT(socle_remove_webhook, socle::webhooks::remove_webhook);
SOCLE_ENTRY(socle_claim_webhooks, socle::webhooks::claim_webhooks);
