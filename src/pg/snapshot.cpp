#include "pg/snapshot.hpp"

namespace socle::pg {

LatestSnapshot::LatestSnapshot()
    : is_pushed_(!IsInParallelMode()), exceptions_(std::uncaught_exceptions()) {
  if (!is_pushed_) return;
  call([] { PushActiveSnapshot(GetLatestSnapshot()); });
}

// While an exception passes, the abort that follows drops the snapshot.
LatestSnapshot::~LatestSnapshot() {
  if (is_pushed_ && std::uncaught_exceptions() == exceptions_) PopActiveSnapshot();
}

}  // namespace socle::pg
