// Rows of counters in shared memory, found by their key: a bounded number, never taken away.
#pragma once

#include <array>
#include <atomic>
#include <mutex>

#include "pg/shared_memory.hpp"

namespace socle::metrics {

template <class Key, class Value, std::size_t size>
class Series {
 public:
  struct Row {
    Key key{};
    Value value{};
  };

  // The row of `key`; the common row of the rest when all others are taken. Neither raises nor
  // waits.
  Row& row_of(const Key& key) noexcept {
    if (Row* const row = find(key)) return *row;
    const std::lock_guard guard(lock_);
    if (Row* const row = find(key)) return *row;
    const std::size_t next = used_.load(std::memory_order_relaxed);
    if (next == size) return rest_;
    rows_[next].key = key;
    used_.store(next + 1, std::memory_order_release);
    return rows_[next];
  }

  const Row* begin() const { return rows_.data(); }
  const Row* end() const { return rows_.data() + used_.load(std::memory_order_acquire); }
  const Row& rest() const { return rest_; }

 private:
  Row* find(const Key& key) noexcept {
    const std::size_t used = used_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < used; ++i)
      if (rows_[i].key == key) return &rows_[i];
    return nullptr;
  }

  pg::SpinLock lock_;
  std::atomic<std::size_t> used_{0};
  std::array<Row, size> rows_{};
  Row rest_{};
};

using Counter = std::atomic<std::int64_t>;

// By one, or `by`. Nobody orders anything by a counter.
inline void count(Counter& counter, std::int64_t by = 1) {
  counter.fetch_add(by, std::memory_order_relaxed);
}

}  // namespace socle::metrics
