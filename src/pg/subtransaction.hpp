// The only place where an error may be survived: what ran before it is rolled back.
#pragma once

#include <optional>

#include "pg/guard.hpp"

namespace socle::pg {

// An error that was survived. `sqlstate` is its five characters.
struct Failure {
  std::string sqlstate;
  std::string message;
  std::string constraint = {};  // name of the violated constraint, if that was it
};

// Takes the ERROR off PostgreSQL's error stack; nothing if it asks for the whole statement to stop.
std::optional<Failure> take_failure();

// Runs `f` in a subtransaction. A PostgreSQL ERROR or a refusal in it rolls the subtransaction back
// and is returned; every other exception rolls back and passes on. A cancel is never swallowed.
template <class F>
std::optional<Failure> attempt(F&& f) {
  MemoryContext const memory = CurrentMemoryContext;
  ResourceOwner const owner = CurrentResourceOwner;
  const auto restore = [&] {
    CurrentMemoryContext = memory;
    CurrentResourceOwner = owner;
  };
  call([] { BeginInternalSubTransaction(nullptr); });
  CurrentMemoryContext = memory;
  std::optional<Failure> failure;
  try {
    f();
    call([] { ReleaseCurrentSubTransaction(); });
  } catch (const Error&) {
    CurrentMemoryContext = memory;
    failure = take_failure();
    call([] { RollbackAndReleaseCurrentSubTransaction(); });
    if (!failure) {
      restore();
      throw;
    }
  } catch (const Refused& refused) {
    const ErrorDefinition& definition = refused.refusal().definition();
    failure = {std::string(definition.sqlstate), std::string(definition.message)};
    call([] { RollbackAndReleaseCurrentSubTransaction(); });
  } catch (...) {
    call([] { RollbackAndReleaseCurrentSubTransaction(); });
    restore();
    throw;
  }
  restore();
  return failure;
}

}  // namespace socle::pg
