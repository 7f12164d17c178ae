// What a backend has read from tables and need not read again until they change (cache.hpp).
#pragma once

#include <array>

#include "pg/cache.hpp"
#include "pg/snapshot.hpp"

namespace socle::pg {

// Values by their keys, each forgotten when the table changes that it was read from. When all of
// the `size` places are taken, the oldest goes. Declare it constinit where the values allow it, and
// have a listener of on_table_change() call forget().
template <class Key, class Value, std::size_t size>
class TableMemory {
 public:
  // The value, if it is remembered and nothing has been heard of a change. Valid until the next
  // call of anything here.
  const Value* find(const Key& key) const {
    hear_of_changes();
    for (const Entry& entry : entries_)
      if (entry.table != InvalidOid && entry.key == key) return &entry.value;
    return nullptr;
  }

  // While it lives, statements that keep the caller's snapshot read what is committed now. Only
  // what is read then can be kept.
  class Reading {
   public:
    explicit Reading(const TableMemory& memory)
        : memory_(memory), before_(memory.times_forgotten_) {}
    // False if what was read may be older than the news: of a change that came meanwhile, or in a
    // parallel worker, which has its leader's snapshot.
    bool is_current() const { return now_.is_latest() && memory_.times_forgotten_ == before_; }

   private:
    const TableMemory& memory_;
    std::uint64_t before_;
    LatestSnapshot now_;
  };

  void keep(const Reading& reading, Oid table, const Key& key, const Value& value) {
    if (!reading.is_current()) return;
    entries_[next_] = {table, key, value};
    next_ = (next_ + 1) % size;
  }

  void forget(Oid table) noexcept {
    ++times_forgotten_;
    for (Entry& entry : entries_)
      if (table == InvalidOid || entry.table == table) entry.table = InvalidOid;
  }

 private:
  struct Entry {
    Oid table = InvalidOid;
    Key key{};
    Value value{};
  };
  std::array<Entry, size> entries_{};
  std::size_t next_ = 0;
  std::uint64_t times_forgotten_ = 0;
};

}  // namespace socle::pg
