// The chain of seals over the audit trail of a system. Writers of the trail know nothing of it.
#pragma once

#include "pg/spi.hpp"

namespace socle {

// Seals the rows of which no earlier one can still come, and notes how far the next seal goes.
// Returns the number of rows sealed. Needs the rights of the owner.
std::int64_t seal_audit(pg::Spi& spi, pg::Schema system);

// Deletes sealed rows that are older than audit.retention_days, seal by seal from the oldest; what
// remains of a seal keeps the chain. Old reports of errors go too. Returns
// the number of rows. Needs the rights of the owner.
std::int64_t prune_audit(pg::Spi& spi, pg::Schema system);

// Whether one of the two is at work in this backend: they alone may touch what is written.
bool is_keeping_audit();

}  // namespace socle
