#include "pg/bell.hpp"

#include <atomic>

#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"

namespace socle::pg {

namespace {

// A latch is a part of its process's slot, which another process gets later: that one is woken for
// nothing, which every process bears.
struct Bell {
  std::atomic<Latch*> latch{nullptr};
  std::atomic<Oid> database{InvalidOid};
};
constinit Shared<Bell> shared{"socle bell"};
constinit bool is_to_ring = false;

void end_transaction() noexcept {
  if (!is_to_ring) return;
  is_to_ring = false;
  const Bell& bell = *shared.get();
  Latch* const latch = bell.latch;
  if (latch != nullptr && bell.database == MyDatabaseId) SetLatch(latch);
}

}  // namespace

void request_bell() {
  if (is_preloading()) shared.request();
  on_transaction_end<end_transaction>();
}

void answer_bell() {
  if (Bell* const bell = shared.get()) {
    bell->database = MyDatabaseId;
    bell->latch = MyLatch;
  }
}

void ring_at_end() { is_to_ring = shared.get() != nullptr; }

}  // namespace socle::pg
