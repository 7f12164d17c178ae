#include "pg/letters.hpp"

extern "C" {
#include "catalog/pg_collation.h"
#include "utils/formatting.h"
}

namespace socle::pg {

std::string lower(const std::string& text) {
  const char* const begin = text.data();
  const std::size_t size = text.size();
  char* const small = call([&] { return str_tolower(begin, size, DEFAULT_COLLATION_OID); });
  std::string result(small);
  pfree(small);
  return result;
}

}  // namespace socle::pg
