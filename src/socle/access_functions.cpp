// is_active_user(), is_admin() and is_admin_or_moderator() of every system, and the trigger that
// makes backends forget.
#include "pg/cache.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

// A token of a session that has ended is refused, not taken for nobody's.
std::optional<Uuid> live_person() {
  check_session();
  return uid();
}

bool is_active_user(pg::Schema system) {
  const std::optional<Uuid> person = live_person();
  return person && access_of(system, *person).is_active;
}

bool is_admin(pg::Schema system) {
  const std::optional<Uuid> person = live_person();
  return person && access_of(system, *person).is_admin();
}

bool is_admin_or_moderator(pg::Schema system) {
  const std::optional<Uuid> person = live_person();
  return person && access_of(system, *person).is_staff();
}

void access_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_is_active_user, socle::is_active_user);
SOCLE_EXPORT(socle_is_admin, socle::is_admin);
SOCLE_EXPORT(socle_is_admin_or_moderator, socle::is_admin_or_moderator);
SOCLE_TRIGGER(socle_access_changed, socle::access_changed);
