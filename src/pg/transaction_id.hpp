#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// The transaction has an id from now on, also if it writes nothing.
inline void take_transaction_id() {
  call([] { (void)GetTopTransactionId(); });
}

}  // namespace socle::pg
