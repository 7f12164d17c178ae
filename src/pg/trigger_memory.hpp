// What a trigger works out from its arguments and its table, once for each backend.
#pragma once

#include <array>
#include <memory>

#include "pg/cache.hpp"
#include "pg/trigger.hpp"

namespace socle::pg {

// Plans of triggers, each forgotten when its table changes. Declare it constinit, and have a
// listener of on_table_change() call forget(). What a plan is made of is in the open table, which
// nobody changes while a trigger runs.
template <class Plan>
class TriggerMemory {
 public:
  // Whoever holds it may use it, whatever happens meanwhile.
  template <class Make>
  std::shared_ptr<const Plan> of(const Trigger& trigger, Make make) {
    for (const Entry& entry : entries_)
      if (entry.trigger == trigger.oid()) return entry.plan;
    auto plan = std::make_shared<const Plan>(make(trigger));
    entries_[next_] = {trigger.oid(), trigger.table(), plan};
    next_ = (next_ + 1) % entries_.size();
    return plan;
  }

  void forget(Oid table) noexcept {
    for (Entry& entry : entries_)
      if (table == InvalidOid || entry.table == table) entry.trigger = InvalidOid;
  }

 private:
  struct Entry {
    Oid trigger = InvalidOid;
    Oid table = InvalidOid;
    std::shared_ptr<const Plan> plan;
  };
  std::array<Entry, 64> entries_{};
  std::size_t next_ = 0;
};

}  // namespace socle::pg
