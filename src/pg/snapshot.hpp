#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// While it lives, statements that keep the caller's snapshot see what is committed now, whatever
// the isolation level. A parallel worker keeps its leader's snapshot.
class LatestSnapshot {
 public:
  LatestSnapshot();
  ~LatestSnapshot();
  LatestSnapshot(const LatestSnapshot&) = delete;
  LatestSnapshot& operator=(const LatestSnapshot&) = delete;

  // False in parallel mode: what is read may be older than what was heard of changes.
  bool is_latest() const { return is_pushed_; }

 private:
  bool is_pushed_;
  int exceptions_;
};

}  // namespace socle::pg
