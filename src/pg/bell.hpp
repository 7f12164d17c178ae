// Wakes one process of the library when transactions end that left work for it. Only where the
// library is preloaded; elsewhere nothing happens.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// From the library's start.
void request_bell();

// From now on this process is the one that is woken.
void answer_bell();

// Rings when the running transaction has ended, either way.
void ring_at_end();

}  // namespace socle::pg
