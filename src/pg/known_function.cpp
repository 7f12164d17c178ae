#include "pg/known_function.hpp"

#include <cstring>

extern "C" {
#include "catalog/pg_proc.h"
#include "utils/catcache.h"
}

namespace socle::pg {

namespace {

// Runs in call().
bool names_argument(HeapTuple tuple, const char* argument) {
  bool is_null = false;
  const Datum names = SysCacheGetAttr(PROCNAMEARGSNSP, tuple, Anum_pg_proc_proargnames, &is_null);
  if (is_null) return false;
  Datum* elements = nullptr;
  int count = 0;
  deconstruct_array(DatumGetArrayTypeP(names), TEXTOID, -1, false, TYPALIGN_INT, &elements, nullptr,
                    &count);
  for (int i = 0; i < count; ++i)
    if (std::strcmp(TextDatumGetCString(elements[i]), argument) == 0) return true;
  return false;
}

void function_changed(Datum listener, int, std::uint32_t) {
  reinterpret_cast<FunctionsChanged>(listener)();
}

}  // namespace

KnownFunction find_function(Schema schema, const char* name, const char* argument) {
  return call([&] {
    KnownFunction found;
    CatCList* const list = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name));
    for (int i = 0; i < list->n_members && !found.is_known; ++i) {
      HeapTuple const tuple = &list->members[i]->tuple;
      const auto* const row = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
      if (row->pronamespace != schema.oid) continue;
      found.is_known = true;
      found.only_reads = row->provolatile != PROVOLATILE_VOLATILE;
      found.has_argument = names_argument(tuple, argument);
    }
    ReleaseCatCacheList(list);
    return found;
  });
}

void on_function_change(FunctionsChanged listener) {
  CacheRegisterSyscacheCallback(PROCOID, function_changed, reinterpret_cast<Datum>(listener));
}

}  // namespace socle::pg
