// How many notifications a person has not read.
#pragma once

#include "pg/spi.hpp"

namespace socle {

// Takes up to 10,000 changes of the counters in. Needs the rights of the system's owner.
void fold_unread(pg::Schema system);

}  // namespace socle
