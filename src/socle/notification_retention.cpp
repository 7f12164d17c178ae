#include "socle/notification_retention.hpp"

#include "pg/security.hpp"
#include "socle/jobs.hpp"
#include "socle/platform_settings.hpp"
#include "socle/unread.hpp"

namespace socle {

namespace {

// Looks at the oldest ones only, however many are there: no index on the time is needed.
constinit pg::SchemaStatement<std::int64_t> delete_old{
    "delete from {schema}.notifications where id = any(array("
    "   select id from (select id, created_at from {schema}.notifications"
    "                   order by id limit 10000) as oldest"
    "   where created_at < now() - $1 * interval '1 day'))"};

}  // namespace

std::int64_t prune_notifications(pg::Schema system) {
  return static_cast<std::int64_t>(
      pg::Spi().run(delete_old, system, integer_setting(system, "notifications.retention_days")));
}

namespace {

std::int64_t prune_and_fold(pg::Schema system) {
  jobs::require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  const std::int64_t removed = prune_notifications(system);
  fold_unread(system);
  return removed;
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_prune_notifications, socle::prune_and_fold);
