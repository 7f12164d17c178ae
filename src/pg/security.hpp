// Whose rights are in force.
#pragma once

#include "pg/spi.hpp"

namespace socle::pg {

// Runs what follows with the rights of `role`, until it is destroyed or the (sub)transaction
// aborts. SET ROLE is refused meanwhile.
class AsRole {
 public:
  explicit AsRole(Oid role);
  ~AsRole();
  AsRole(const AsRole&) = delete;
  AsRole& operator=(const AsRole&) = delete;

 private:
  Oid user_ = InvalidOid;
  int context_ = 0;
};

// Names resolve in pg_catalog only, whatever the caller's search_path, until it is destroyed or the
// (sub)transaction aborts. For functions without a SET clause, which costs each call of them.
class LockedSearchPath {
 public:
  LockedSearchPath();
  ~LockedSearchPath();
  LockedSearchPath(const LockedSearchPath&) = delete;
  LockedSearchPath& operator=(const LockedSearchPath&) = delete;

 private:
  int level_ = 0;
  int exceptions_;
};

// The role of this name, or InvalidOid.
Oid find_role(const char* name);

// The role that the client acts as (its login role, or what SET ROLE made of it), whichever
// SECURITY DEFINER functions are running.
Oid client_role();

bool is_superuser(Oid role);
std::string name_of_role(Oid role);

// The session's login role.
Oid session_role();

// The schema of this name, or InvalidOid.
Oid find_schema(const char* name);

// Who owns a schema.
Oid owner_of(Schema schema);

// True if `member` is a member of `role`, directly or not.
bool is_member_of(Oid member, Oid role);

// True if `member` has the rights of `role` without SET ROLE: it inherits them, or is a superuser.
bool inherits(Oid member, Oid role);

// The first existing schema of search_path, or none.
Schema current_schema();

}  // namespace socle::pg
