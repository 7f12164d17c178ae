// What a person is in a system, as the database says. Remembered per backend; a change of
// `profiles` makes every backend forget at its commit.
#pragma once

#include <optional>

#include "domain/uuid.hpp"
#include "pg/function.hpp"

namespace socle {

enum class Role { none, client, transporter, moderator, admin };

struct Access {
  Role role = Role::none;  // none: no profile in this system
  bool is_active = false;
  bool is_verified = false;

  bool is_staff() const { return is_active && (role == Role::moderator || role == Role::admin); }
  bool is_admin() const { return is_active && role == Role::admin; }
};

Access access_of(pg::Schema system, const Uuid& person);

// True if `schema` is a system: it has people.
bool is_system(pg::Schema schema);

void listen_for_access_changes();

// Who stands behind a change.
struct Caller {
  std::optional<Uuid> user;
  bool is_system = false;  // service_role or a superuser
  Access access;           // of `user`
};

// The caller of this request in `system`. Refuses nobody (`authentication_required`) and
// deactivated accounts (`account_disabled`).
Caller require_caller(pg::Schema system);

// Refuses everyone but staff and the system (`not_allowed`).
Caller require_staff(pg::Schema system);

// While it lives, the system acts for `person`: what is stamped and audited names that person.
class ActingFor {
 public:
  explicit ActingFor(std::optional<Uuid> person);
  ~ActingFor();
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;

 private:
  std::optional<Uuid> outer_;
};

// What an actor argument means: nothing if it is absent or names the caller. Refuses another person
// (`actor_mismatch`), except from the system, if that person is staff (`not_allowed`).
std::optional<Uuid> check_actor(pg::Schema system, const std::optional<Uuid>& argument);

}  // namespace socle
