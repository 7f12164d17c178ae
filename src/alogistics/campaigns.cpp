// What staff tell many at once, now or later. Source: L-12, L-13, L-19.
#include "alogistics/campaigns.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/notifications/target.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/deadlines.hpp"
#include "socle/fan_out.hpp"
#include "socle/idempotency.hpp"

namespace socle::alogistics {

namespace {

using Text = std::string;
using OptionalTime = std::optional<pg::Timestamp>;
using notifications::Target;
using notifications::TargetKind;

constinit pg::Statement<Text, pg::Json, pg::Json, pg::Json, pg::Timestamp, Uuid> insert_campaign{
    "insert into alogistics.campaigns (key, target, data, texts, send_at, created_by)"
    " values ($1, $2, $3, $4, $5, $6) returning id"};
constinit pg::Statement<Uuid> lock_campaign{
    "select state from alogistics.campaigns where id = $1 for no key update"};
constinit pg::Statement<Uuid> lock_scheduled{
    "select target from alogistics.campaigns"
    " where id = $1 and state = 'scheduled' for no key update nowait"};
constinit pg::Statement<Uuid, std::int64_t> note_sent{
    "update alogistics.campaigns"
    " set state = 'sent', sent_at = clock_timestamp(), recipients = $2 where id = $1"};
constinit pg::Statement<Uuid> note_cancelled{
    "update alogistics.campaigns set state = 'cancelled', cancelled_at = clock_timestamp()"
    " where id = $1"};
constinit pg::Statement<Uuid> find_parties{
    "select array_remove(array[client_id, assigned_transporter_id], null)"
    " from alogistics.transport_requests where id = $1"};
constinit pg::Statement<std::vector<Uuid>> find_stranger{
    "select id from unnest($1) as named(id)"
    " where not exists (select from alogistics.profiles as p where p.id = named.id) limit 1"};
constinit pg::Statement<Uuid> count_read{R"(
  select pg_catalog.jsonb_build_object('state', c.state, 'recipients', c.recipients,
    'kept', n.kept, 'read', n.read, 'read_percent', round(100.0 * n.read / nullif(n.kept, 0), 1))
  from alogistics.campaigns as c
    cross join lateral (select count(*) as kept, count(*) filter (where is_read) as read
                        from alogistics.notifications where campaign_id = c.id) as n
  where c.id = $1)"};

// Whom it names must be there when it is asked for.
void check_target(pg::Spi& spi, const Target& target) {
  const auto stranger = spi.row<Uuid>(find_stranger, target.people);
  if (stranger) refuse_missing("profile", std::get<0>(*stranger));
  if (target.request && !spi.row<std::vector<Uuid>>(find_parties, *target.request))
    refuse_missing("transport_request", *target.request);
}

// Who that is at this moment.
Audience audience_of(pg::Spi& spi, const Target& target) {
  switch (target.kind) {
    case TargetKind::people:
      return {target.people, {}};
    case TargetKind::role:
      return {{}, target.role};
    case TargetKind::request:
      return {std::get<0>(spi.row<std::vector<Uuid>>(find_parties, *target.request).value()), {}};
    case TargetKind::everyone:
      break;
  }
  return {};
}

void send(pg::Spi& spi, pg::Schema system, const Uuid& id, const Target& target) {
  const Audience audience = audience_of(spi, target);
  spi.run(note_sent, id, fan_out(spi, system, id, audience, target.request));
}

void check_time(const OptionalTime& send_at) {
  if (!send_at) return;
  constexpr std::int64_t ahead_max_us = 365 * 24 * pg::hour_us;
  const std::int64_t now = pg::transaction_time();
  if (send_at->microseconds < now) refuse_value("send_at", "in the past");
  if (send_at->microseconds > now + ahead_max_us) refuse_value("send_at", "over a year ahead");
}

Uuid notify_many(const OptionalText& key, const std::optional<pg::Json>& target,
                 const std::optional<pg::Json>& data, const OptionalTime& send_at,
                 const OptionalText& idempotency_key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Text& type = require(key, "key");
  const pg::Json& whom = require(target, "target");
  const pg::Json& with = require(data, "data");
  const Target addressed = pg::value_or_raise(notifications::read_target(whom.text));
  const Arguments arguments(type, whom, with, send_at);
  return once(system, "notify_many", idempotency_key, arguments, [&] {
    check_time(send_at);
    const pg::AsRole owner(pg::owner_of(system));
    pg::Spi spi;
    check_target(spi, addressed);
    const pg::Json texts = write_texts(spi, system, type, with.text);
    const pg::Timestamp at = send_at.value_or(pg::Timestamp{pg::transaction_time()});
    const Uuid id = std::get<0>(
        spi.row<Uuid>(insert_campaign, type, whom, with, texts, at, caller.user).value());
    if (send_at)
      deadlines::set(system, campaign_deadline, id, at);
    else
      send(spi, system, id, addressed);
    return id;
  });
}

void cancel_campaign(const OptionalUuid& campaign) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(campaign, "campaign_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto row = spi.row<Text>(lock_campaign, id);
  if (!row) refuse_missing("campaign", id);
  const Text& state = std::get<0>(*row);
  if (state != "scheduled")
    throw pg::Refused(Refusal(errors::invalid_transition)
                          .with("from", state)
                          .with("to", "cancelled")
                          .with_json("allowed", "[]"));
  spi.run(note_cancelled, id);
  deadlines::drop(system, campaign_deadline, id);
}

pg::Json campaign_statistics(const OptionalUuid& campaign) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(campaign, "campaign_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  const auto row = pg::Spi(pg::Access::read).row<pg::Json>(count_read, id);
  if (!row) refuse_missing("campaign", id);
  return std::get<0>(*row);
}

}  // namespace

void send_campaign(pg::Schema system, const Uuid& campaign, std::int32_t) {
  pg::Spi spi;
  const auto row = spi.row<pg::Json>(lock_scheduled, campaign);
  if (!row) return;
  send(spi, system, campaign,
       pg::value_or_raise(notifications::read_target(std::get<0>(*row).text)));
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_notify_many, socle::alogistics::notify_many);
SOCLE_EXPORT(alogistics_cancel_campaign, socle::alogistics::cancel_campaign);
SOCLE_EXPORT(alogistics_campaign_statistics, socle::alogistics::campaign_statistics);
