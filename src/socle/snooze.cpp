// A person puts a notification off: it counts as unread again when it comes back. Whether it is put
// off is what its row says, not the clock: so the counter follows by its triggers.
#include "socle/snooze.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/jobs.hpp"

namespace socle {

namespace {

using OptionalTime = std::optional<pg::Timestamp>;

constinit pg::SchemaStatement<std::int64_t, Uuid, pg::Timestamp> put_off{
    "update {schema}.notifications set is_read = is_read and $3 is null, snoozed_until = $3"
    " where id = $1 and user_id = $2"};
// Who just reads one has it locked: it is no longer put off then, or comes back next time.
constinit pg::SchemaStatement<> wake{R"(
  update {schema}.notifications set snoozed_until = null
  where id = any(array(select id from {schema}.notifications where snoozed_until <= now()
                       order by snoozed_until limit 1000 for update skip locked)))"};

constexpr std::int64_t ahead_max_us = 30 * 24 * pg::hour_us;

void check_time(const OptionalTime& until) {
  if (!until) return;
  const std::int64_t ahead_us = until->microseconds - pg::transaction_time();
  if (ahead_us > 0 && ahead_us <= ahead_max_us) return;
  throw pg::Refused(Refusal(errors::invalid_value)
                        .with("field", "until")
                        .with("reason", ahead_us > 0 ? "over 30 days ahead" : "in the past"));
}

void snooze(pg::Schema system, const std::optional<std::int64_t>& notification,
            const OptionalTime& until) {
  const Uuid person = require_person();
  require_caller(system);
  const std::int64_t id = jobs::required(notification, "id");
  check_time(until);
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(put_off, system, id, person, until) == 0)
    throw pg::Refused(Refusal(errors::not_found).with("entity", "notification").with("id", id));
}

std::int64_t wake_as_system(pg::Schema system) {
  jobs::require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  return wake_notifications(system);
}

}  // namespace

std::int64_t wake_notifications(pg::Schema system) {
  return static_cast<std::int64_t>(pg::Spi().run(wake, system));
}

}  // namespace socle

SOCLE_EXPORT(socle_snooze_notification, socle::snooze);
SOCLE_EXPORT(socle_wake_notifications, socle::wake_as_system);
