// Wakes processes of the library when transactions end that left work for them. Only where the
// library is preloaded; elsewhere nothing happens.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// From the library's start.
void request_bell();

inline constexpr std::size_t bells_max = 16;

// From now on this process is woken, and not the one that had this place before: below bells_max.
// All of them are processes of one database.
void answer_bell(std::size_t place);

// Rings when the running transaction has ended, either way.
void ring_at_end();

}  // namespace socle::pg
