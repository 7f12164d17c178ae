#include "pg/function.hpp"

namespace socle::pg {

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
