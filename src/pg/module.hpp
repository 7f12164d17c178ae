// The start of a library: SOCLE_MODULE(function) exactly once, function being void().
#pragma once

#include "pg/guard.hpp"

#define SOCLE_MODULE(function)                                        \
  extern "C" {                                                        \
  PG_MODULE_MAGIC;                                                    \
  PGDLLEXPORT void _PG_init(void);                                    \
  void _PG_init(void) {                                               \
    /* pg_upgrade loads libraries only to see that they are there. */ \
    if (IsBinaryUpgrade) return;                                      \
    socle::pg::shielded<[](int) -> int {                              \
      function();                                                     \
      return 0;                                                       \
    }>(0);                                                            \
  }                                                                   \
  }                                                                   \
  static_assert(true)
