// What the library's worker does by itself, in every system of its database.
#pragma once

#include <span>

#include "pg/spi.hpp"

namespace socle {

// One piece of upkeep. Runs as superuser in a transaction of its own, once for each system; what it
// throws or raises is logged, undoes it, and stands in nobody's way. It must be short: the next
// chore waits for it.
struct Chore {
  const char* name;
  std::int64_t every_s;
  void (*run)(pg::Schema system);
};

std::span<const Chore> chores();

// The schemas of the extensions that stand on socle, once migrate() has made their tables.
std::vector<pg::Schema> find_systems(pg::Spi& spi);

// One round of the worker: every chore that is due.
void do_chores();

}  // namespace socle
