#include "pg/function.hpp"

namespace socle::pg {

void require_arguments(FunctionCallInfo fcinfo, std::size_t expected) {
  const auto found = static_cast<std::size_t>(fcinfo->nargs);
  if (found == expected) return;
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

}  // namespace socle::pg
