#include "pg/arrays.hpp"

namespace socle::pg {

Datum write_nullable_elements(const Datum* elements, const bool* nulls, std::size_t count,
                              Oid element) {
  return call([&] {
    if (count == 0) return PointerGetDatum(construct_empty_array(element));
    std::int16_t length = 0;
    bool by_value = false;
    char alignment = 0;
    get_typlenbyvalalign(element, &length, &by_value, &alignment);
    int size = static_cast<int>(count);
    int first = 1;
    return PointerGetDatum(construct_md_array(const_cast<Datum*>(elements),
                                              const_cast<bool*>(nulls), 1, &size, &first, element,
                                              length, by_value, alignment));
  });
}

}  // namespace socle::pg
