// What the server is about to report: errors on their way to the log or the client.
#pragma once

#include <string>

#include "pg/guard.hpp"

namespace socle::pg {

// Told of every report of level ERROR and above, before it is written. Runs inside the error
// machinery: it must not throw, raise, allocate or read the database.
using ErrorReported = void (*)(const ErrorData& error) noexcept;

// Registers a listener for the life of the process; at most 4. Call from the library's start.
void on_error_report(ErrorReported listener);

// The five characters of a packed SQLSTATE.
inline std::string sqlstate_text(int sqlstate) {
  return call([&] { return unpack_sql_state(sqlstate); });
}

}  // namespace socle::pg
