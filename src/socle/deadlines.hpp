// Things that must happen at a time, as rows of `deadlines`: each is done once, in due order, also
// after downtime and with several runners. Needs the rights of the system's owner.
//
// Locks: whoever sets or drops a deadline holds the lock of its subject (the request, the document
// …) already. The runner comes from the other side, so it never waits for a subject.
#pragma once

#include <span>
#include <string_view>

#include "pg/function.hpp"

namespace socle::deadlines {

// Sets the deadline, or moves it to another time, which makes one that was done due again.
void set(pg::Schema system, std::string_view kind, const Uuid& subject, pg::Timestamp due_at,
         std::int32_t level = 0);

// Takes back what is not done yet of this kind, of all levels.
void drop(pg::Schema system, std::string_view kind, const Uuid& subject);

struct Kind {
  std::string_view name;
  // Does what is due. First locks its subject with NOWAIT: a busy one comes later (SQLSTATE 55P03).
  // Then looks at it anew, and does nothing where the deadline no longer applies. What it throws or
  // raises undoes it; it is tried again after a pause.
  void (*run)(pg::Schema system, const Uuid& subject, std::int32_t level);
  // Whether it is the last of its call: one that moves money keeps its wallets locked until the
  // transaction ends, and those of another one would be locked out of their order; one that writes
  // many events keeps readers waiting for them until then.
  bool is_last;
};

// Does up to `limit` of what is due now and says how many it did. A kind that is not known here
// fails like any other.
std::int64_t run_due(pg::Schema system, std::span<const Kind> kinds, std::int64_t limit);

}  // namespace socle::deadlines
