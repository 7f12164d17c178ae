#include "pg/bell.hpp"

#include <array>
#include <atomic>

#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"

namespace socle::pg {

namespace {

// A latch is a part of its process's slot, which another process gets later: that one is woken for
// nothing, which every process bears.
struct Bell {
  std::array<std::atomic<Latch*>, bells_max> latches{};
  std::atomic<Oid> database{InvalidOid};
};
constinit Shared<Bell> shared{"socle bell"};
constinit bool is_to_ring = false;

void end_transaction() noexcept {
  if (!is_to_ring) return;
  is_to_ring = false;
  const Bell& bell = *shared.get();
  if (bell.database != MyDatabaseId) return;
  for (Latch* const latch : bell.latches)
    if (latch != nullptr) SetLatch(latch);
}

}  // namespace

void request_bell() {
  if (is_preloading()) shared.request();
  on_transaction_end<end_transaction>();
}

void answer_bell(std::size_t place) {
  if (Bell* const bell = shared.get()) {
    bell->database = MyDatabaseId;
    bell->latches.at(place) = MyLatch;
  }
}

void ring_at_end() { is_to_ring = shared.get() != nullptr; }

}  // namespace socle::pg
