// Errors on their way from the transactions that failed to a table: in shared memory, because what
// such a transaction writes is lost with it.
#pragma once

#include <vector>

#include "domain/uuid.hpp"
#include "pg/error_reports.hpp"
#include "socle/request.hpp"

namespace socle {

struct CapturedError {
  std::uint64_t hash = 0;  // 0: a free place
  std::int64_t first_at = 0;
  std::int64_t last_at = 0;
  std::int64_t count = 0;  // equal ones since the last collection
  Oid role = InvalidOid;
  bool has_person = false;
  Uuid person;
  ShortText<5> sqlstate;
  ShortText<NAMEDATALEN> system;  // the first schema of search_path
  ShortText<200> message;
  ShortText<400> detail;  // of the catalogue's errors alone: others show what was written
  ShortText<100> path;
  ShortText<100> request_id;
  ShortText<100> address;
};

struct Collected {
  std::vector<CapturedError> errors;
  std::int64_t lost = 0;  // those that found no place
};

// From the library's start: asks for the memory, if the library is preloaded, and listens.
void start_error_capture();

// Takes what was captured in this database, which is the one that is listened to from now on.
// Nothing where there is no shared memory.
Collected take_captured_errors();

}  // namespace socle
