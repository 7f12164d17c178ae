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

inline constexpr std::string_view unique_violation = "23505";
// Every refusal of the catalogue that a caller can meet, and no failure of the server.
inline constexpr std::string_view business_refusal = "PT";

// Takes the ERROR off PostgreSQL's error stack; nothing if it asks for the whole statement to stop.
std::optional<Failure> take_failure();

// The SQLSTATE of the ERROR on top of PostgreSQL's error stack.
std::string sqlstate_of_error();

// Runs `f` in a subtransaction. A PostgreSQL ERROR or a refusal in it rolls the subtransaction back
// and is returned; every other exception rolls back and passes on. A cancel is never swallowed.
// With `only`, errors whose SQLSTATE does not begin with it roll back and pass on too.
template <class F>
std::optional<Failure> attempt(F&& f, std::string_view only = "") {
  MemoryContext const memory = CurrentMemoryContext;
  ResourceOwner const owner = CurrentResourceOwner;
  const auto restore = [&] {
    CurrentMemoryContext = memory;
    CurrentResourceOwner = owner;
  };
  const auto roll_back = [] { call([] { RollbackAndReleaseCurrentSubTransaction(); }); };
  call([] { BeginInternalSubTransaction(nullptr); });
  CurrentMemoryContext = memory;
  std::optional<Failure> failure;
  try {
    f();
    call([] { ReleaseCurrentSubTransaction(); });
  } catch (const Error&) {
    CurrentMemoryContext = memory;
    if (sqlstate_of_error().starts_with(only)) failure = take_failure();
    roll_back();
    if (!failure) {
      restore();
      throw;
    }
  } catch (const Refused& refused) {
    const ErrorDefinition& definition = refused.refusal().definition();
    roll_back();
    restore();
    if (!definition.sqlstate.starts_with(only)) throw;
    failure = {std::string(definition.sqlstate), std::string(definition.message)};
  } catch (...) {
    roll_back();
    restore();
    throw;
  }
  restore();
  return failure;
}

}  // namespace socle::pg
