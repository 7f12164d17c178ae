#include "pg/enum.hpp"

#include <array>

namespace socle::pg {

namespace {

// A value that this backend has met. The catalogs are not asked again until they change.
struct KnownValue {
  Oid value = InvalidOid;  // InvalidOid: nothing is known here
  Oid schema = InvalidOid;
  const char* type = nullptr;  // null where only the label was asked for
  NameData label{};
};
constexpr std::size_t known_max = 64;
constinit std::array<KnownValue, known_max> known{};
constinit std::size_t next_known = 0;

void forget(Datum, int, uint32) noexcept {
  for (KnownValue& entry : known) entry.value = InvalidOid;
}

void remember(const KnownValue& entry) {
  known[next_known] = entry;
  next_known = (next_known + 1) % known_max;
}

}  // namespace

std::string enum_label(Datum value) {
  const Oid wanted = DatumGetObjectId(value);
  for (const KnownValue& entry : known)
    if (entry.value == wanted) return NameStr(entry.label);
  KnownValue found;
  call([&] {
    HeapTuple const row = SearchSysCache1(ENUMOID, value);
    if (!HeapTupleIsValid(row)) return;
    found.value = wanted;
    found.label = ((Form_pg_enum)GETSTRUCT(row))->enumlabel;
    ReleaseSysCache(row);
  });
  if (OidIsValid(found.value)) remember(found);
  return NameStr(found.label);
}

Datum enum_value(Schema schema, const char* type, std::string_view label) {
  for (const KnownValue& entry : known)
    if (entry.value != InvalidOid && entry.schema == schema.oid && entry.type == type &&
        label == NameStr(entry.label))
      return ObjectIdGetDatum(entry.value);
  KnownValue found{InvalidOid, schema.oid, type, {}};
  label.copy(found.label.data, sizeof found.label.data - 1);
  call([&] {
    const Oid enum_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, PointerGetDatum(type),
                                          ObjectIdGetDatum(schema.oid));
    found.value = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid, ObjectIdGetDatum(enum_type),
                                  NameGetDatum(&found.label));
    if (!OidIsValid(found.value))
      ereport(ERROR, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
              errmsg("enum %s has no value \"%s\"", type, NameStr(found.label)));
  });
  remember(found);
  return ObjectIdGetDatum(found.value);
}

void listen_for_enum_changes() {
  CacheRegisterSyscacheCallback(ENUMOID, forget, 0);
  CacheRegisterSyscacheCallback(TYPEOID, forget, 0);
}

}  // namespace socle::pg
