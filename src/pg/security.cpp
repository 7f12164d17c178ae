#include "pg/security.hpp"

namespace socle::pg {

AsRole::AsRole(Oid role) {
  call([&] {
    if (role == InvalidOid)
      ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("role does not exist"));
  });
  GetUserIdAndSecContext(&user_, &context_);
  SetUserIdAndSecContext(role, context_ | SECURITY_LOCAL_USERID_CHANGE);
}

// Sets two variables; while an exception passes, the abort that follows does the same.
AsRole::~AsRole() { SetUserIdAndSecContext(user_, context_); }

LockedSearchPath::LockedSearchPath() : exceptions_(std::uncaught_exceptions()) {
  level_ = call([] {
    const int level = NewGUCNestLevel();
    set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
                      GUC_ACTION_SAVE, true, 0, false);
    return level;
  });
}

// While an exception passes, the abort that follows puts the setting back.
LockedSearchPath::~LockedSearchPath() {
  if (std::uncaught_exceptions() == exceptions_) AtEOXact_GUC(true, level_);
}

Oid find_role(const char* name) {
  return call([&] { return get_role_oid(name, true); });
}

Oid client_role() { return GetOuterUserId(); }

bool is_superuser(Oid role) {
  return call([&] { return superuser_arg(role); });
}

std::string name_of_role(Oid role) {
  return call([&] { return static_cast<const char*>(GetUserNameFromId(role, false)); });
}

Oid session_role() { return GetSessionUserId(); }

Oid find_schema(const char* name) {
  return call([&] { return get_namespace_oid(name, true); });
}

Oid owner_of(Schema schema) {
  return call([&] {
    HeapTuple const tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema.oid));
    if (!HeapTupleIsValid(tuple)) elog(ERROR, "schema %u does not exist", schema.oid);
    bool is_null = false;
    const Datum owner = SysCacheGetAttr(NAMESPACEOID, tuple, Anum_pg_namespace_nspowner, &is_null);
    const Oid oid = DatumGetObjectId(owner);
    ReleaseSysCache(tuple);
    return oid;
  });
}

bool is_member_of(Oid member, Oid role) {
  return call([&] { return is_member_of_role(member, role); });
}

bool inherits(Oid member, Oid role) {
  return call([&] { return has_privs_of_role(member, role); });
}

Schema current_schema() {
  return call([] {
    List* const path = fetch_search_path(false);
    const Oid first = path == NIL ? InvalidOid : linitial_oid(path);
    list_free(path);
    return Schema{first};
  });
}

}  // namespace socle::pg
