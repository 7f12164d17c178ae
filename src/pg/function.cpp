#include "pg/function.hpp"

#include <cstring>

namespace socle::pg {

void refuse_arguments(std::size_t found, std::size_t expected) {
  call([&] {
    ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
            errmsg("function is declared with %zu arguments, but the library takes %zu", found,
                   expected),
            errhint("Update the extension to the version of its library."));
  });
}

Schema schema_of(FunctionCallInfo fcinfo) {
  FmgrInfo* const info = fcinfo->flinfo;
  if (info->fn_extra == nullptr) {
    info->fn_extra = call([&]() -> void* {
      auto* const oid = static_cast<Oid*>(MemoryContextAlloc(info->fn_mcxt, sizeof(Oid)));
      *oid = get_func_namespace(info->fn_oid);
      return oid;
    });
  }
  return {*static_cast<const Oid*>(info->fn_extra)};
}

Datum keep_uuid(FunctionCallInfo fcinfo, const Uuid& value) {
  FmgrInfo* const info = fcinfo->flinfo;
  const pg_uuid_t* kept = kept_uuid(fcinfo, &value);
  if (kept == nullptr) {
    auto* const fresh = static_cast<pg_uuid_t*>(
        call([&] { return MemoryContextAlloc(info->fn_mcxt, sizeof(pg_uuid_t)); }));
    std::memcpy(fresh->data, value.bytes.data(), UUID_LEN);
    info->fn_extra = fresh;
    kept = fresh;
  }
  return UUIDPGetDatum(kept);
}

}  // namespace socle::pg
