// What the catalog says of functions.
#pragma once

#include "pg/function.hpp"

namespace socle::pg {

struct KnownFunction {
  bool is_known = false;
  bool only_reads = false;  // STABLE or IMMUTABLE
  bool has_argument = false;
};

// The first function of this name in `schema`, and whether an argument of it is called `argument`.
KnownFunction find_function(Schema schema, const char* name, const char* argument);

// Told that some function changed. Must not throw, raise or read.
using FunctionsChanged = void (*)() noexcept;

// Registers a listener for the life of the backend. Call from the library's start.
void on_function_change(FunctionsChanged listener);

}  // namespace socle::pg
