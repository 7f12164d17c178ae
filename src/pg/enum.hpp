// Values of SQL enums, by their labels.
#pragma once

#include <string>

#include "pg/function.hpp"

namespace socle::pg {

// The label of an enum value; empty if there is no such value.
std::string enum_label(Datum value);

// The value of `schema`.`type` with this label; raises 22P02 if there is none.
Datum enum_value(Schema schema, const char* type, std::string_view label);

// Registers for invalidations. Call from the library's start.
void listen_for_enum_changes();

}  // namespace socle::pg
