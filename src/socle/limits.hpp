// Requests are counted in shared memory, by person or address and kind: docs/limits.md.
#pragma once

#include <optional>

#include "domain/limits/kinds.hpp"
#include "domain/uuid.hpp"
#include "pg/function.hpp"
#include "socle/requests.hpp"

namespace socle {

// Takes one for this request from the bucket of `person`, or of the address for anybody. Raises
// rate_limited if it is empty. What was taken stays taken if the transaction fails. Does nothing
// where the library is not preloaded or `system` has its limits switched off.
void take_from_limits(pg::Schema system, const std::optional<Uuid>& person, limits::Asker asker,
                      const RequestedOperation& operation);

}  // namespace socle
