#include "pg/enum.hpp"

namespace socle::pg {

std::string enum_label(Datum value) {
  NameData label{};
  call([&] {
    HeapTuple const row = SearchSysCache1(ENUMOID, value);
    if (!HeapTupleIsValid(row)) return;
    label = ((Form_pg_enum)GETSTRUCT(row))->enumlabel;
    ReleaseSysCache(row);
  });
  return NameStr(label);
}

Datum enum_value(Schema schema, const char* type, std::string_view label) {
  NameData name{};
  label.copy(name.data, sizeof name.data - 1);
  return call([&]() -> Datum {
    const Oid enum_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, PointerGetDatum(type),
                                          ObjectIdGetDatum(schema.oid));
    const Oid value = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid, ObjectIdGetDatum(enum_type),
                                      NameGetDatum(&name));
    if (!OidIsValid(value))
      ereport(ERROR, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
              errmsg("enum %s has no value \"%s\"", type, NameStr(name)));
    return ObjectIdGetDatum(value);
  });
}

}  // namespace socle::pg
