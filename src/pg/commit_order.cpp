#include "pg/commit_order.hpp"

#include <algorithm>
#include <new>
#include <optional>

#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"

namespace socle::pg {

namespace {

// Of one database. Started once it has numbers to give; given up when another database needs the
// place, and started anew with the next block.
struct Stream {
  Oid database = InvalidOid;
  std::int64_t next = 0;
  std::int64_t end = 0;  // of the block; 0: not started
};

// Of one backend.
struct Slot {
  Oid database = InvalidOid;
  std::int64_t first = 0;  // the first number of its transaction; 0: none
};

// As many streams and slots as the server has backends. So each backend has a slot; and a stream
// that needs a place finds one, because each of those that are busy has a transaction of another
// backend.
struct Order {
  Order()
      : size(static_cast<std::size_t>(MaxBackends)),
        streams(new (this + 1) Stream[size]),
        slots(new (streams + size) Slot[size]) {
    SpinLockInit(&mutex);
    LWLockInitialize(&start, LWLockNewTrancheId());
  }
  static std::size_t bytes() {
    return sizeof(Order) + static_cast<std::size_t>(MaxBackends) * (sizeof(Stream) + sizeof(Slot));
  }

  const std::size_t size;
  Stream* const streams;
  Slot* const slots;
  slock_t mutex;                 // all that follows but `start`
  LWLock start;                  // held while a block is fetched
  std::size_t streams_used = 0;  // all behind are not started
  std::size_t slots_used = 0;    // all behind are empty
  std::size_t victim = 0;
  Latch* latch = nullptr;
  Oid latch_database = InvalidOid;
};
static_assert(alignof(Order) >= alignof(Stream) && alignof(Stream) >= alignof(Slot));
constinit Shared<Order> shared{"socle commit order"};

constinit Slot* my_slot = nullptr;
constinit bool has_exit_callback = false;
constinit bool has_number = false;

// Of this backend among all, from 0.
std::size_t my_place() {
#if PG_VERSION_NUM >= 170000
  return static_cast<std::size_t>(MyProcNumber);
#else
  return static_cast<std::size_t>(MyBackendId - 1);
#endif
}

// The functions with `order` run under its mutex: they neither raise nor wait.

Stream* find_stream(Order& order, Oid database) {
  for (std::size_t i = 0; i < order.streams_used; ++i) {
    Stream& stream = order.streams[i];
    if (stream.database == database && stream.end != 0) return &stream;
  }
  return nullptr;
}

bool is_busy(const Order& order, const Stream& stream) {
  for (std::size_t i = 0; i < order.slots_used; ++i)
    if (order.slots[i].first != 0 && order.slots[i].database == stream.database) return true;
  return false;
}

// The place of the stream of `database`, which may have to give it up to another.
Stream* place_for(Order& order, Oid database) {
  if (Stream* const found = find_stream(order, database)) return found;
  for (std::size_t i = 0; i < order.size; ++i) {
    const std::size_t place = (order.victim + i) % order.size;
    Stream& stream = order.streams[place];
    if (stream.end != 0 && is_busy(order, stream)) continue;
    order.victim = (place + 1) % order.size;
    order.streams_used = std::max(order.streams_used, place + 1);
    stream = Stream{database};
    return &stream;
  }
  return nullptr;
}

void publish(Order& order, std::int64_t number) {
  if (has_number) return;
  has_number = true;
  const std::size_t place = my_place();
  order.slots_used = std::max(order.slots_used, place + 1);
  my_slot = &order.slots[place];
  *my_slot = {MyDatabaseId, number};
}

void clear() {
  if (my_slot != nullptr) my_slot->first = 0;
}

std::int64_t watermark_of(const Order& order, const Stream& stream) {
  std::int64_t result = stream.next - 1;
  for (std::size_t i = 0; i < order.slots_used; ++i) {
    const Slot& slot = order.slots[i];
    if (slot.first != 0 && slot.database == stream.database && slot.first <= result)
      result = slot.first - 1;
  }
  return result;
}

// The transaction is no longer among those that run: who takes a snapshot now sees its rows.
void end_transaction() noexcept {
  if (!has_number) return;
  has_number = false;
  Order& order = *shared.get();
  SpinLockAcquire(&order.mutex);
  clear();
  Latch* const latch = order.latch_database == MyDatabaseId ? order.latch : nullptr;
  SpinLockRelease(&order.mutex);
  if (latch != nullptr) SetLatch(latch);
}

// Later than a transaction callback: when all backends have been told what to forget because of
// this transaction. A reader who looks something up because of an event must not get what was
// before it.
void after_locks(ResourceReleasePhase phase, bool, bool is_top_level, void*) {
  if (phase == RESOURCE_RELEASE_AFTER_LOCKS && is_top_level) end_transaction();
}

// A backend ends its transaction before; this is for one that could not.
void leave(int, Datum) {
  Order& order = *shared.get();
  SpinLockAcquire(&order.mutex);
  clear();
  if (order.latch == MyLatch) order.latch = nullptr;
  SpinLockRelease(&order.mutex);
  my_slot = nullptr;
  has_number = false;
}

void leave_at_exit() {
  if (has_exit_callback) return;
  on_shmem_exit(leave, 0);
  has_exit_callback = true;
}

// The functions below run inside call(): they raise, and own nothing.

bool has_numbers(Order& order) {
  SpinLockAcquire(&order.mutex);
  const Stream* const stream = find_stream(order, MyDatabaseId);
  const bool result = stream != nullptr && stream->next < stream->end;
  SpinLockRelease(&order.mutex);
  return result;
}

// Fetches the next block, unless somebody else has. The lock on the sequence comes first: nothing
// may wait for a table while it holds `start`.
void fetch_block(Order& order, Oid sequence) {
  LockRelationOid(sequence, RowExclusiveLock);
  LWLockAcquire(&order.start, LW_EXCLUSIVE);
  if (!has_numbers(order)) {
    const std::int64_t first = nextval_internal(sequence, false);
    XLogFlush(XactLastRecEnd);
    SpinLockAcquire(&order.mutex);
    Stream* const stream = place_for(order, MyDatabaseId);
    if (stream != nullptr) {
      stream->next = first;
      stream->end = first + numbers_per_block;
    }
    SpinLockRelease(&order.mutex);
    // It cannot be; but a number that nobody waits for would be passed over.
    if (stream == nullptr) elog(ERROR, "no place for the numbers of this database");
  }
  LWLockRelease(&order.start);
}

// The last number that may have been given of the last block; nobody fetches one meanwhile.
std::int64_t last_of_sequence(Relation relation) {
  Buffer const buffer = ReadBuffer(relation, 0);
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
  Page const page = BufferGetPage(buffer);
  auto* const row =
      reinterpret_cast<HeapTupleHeader>(PageGetItem(page, PageGetItemId(page, FirstOffsetNumber)));
  const auto data =
      *reinterpret_cast<Form_pg_sequence_data>(reinterpret_cast<char*>(row) + row->t_hoff);
  UnlockReleaseBuffer(buffer);
  return data.is_called ? data.last_value + numbers_per_block - 1 : data.last_value - 1;
}

}  // namespace

void request_commit_order() {
  shared.request();
  RegisterResourceReleaseCallback(after_locks, nullptr);
}

bool has_commit_order() { return shared.get() != nullptr; }

bool has_taken_number() { return has_number; }

std::optional<std::int64_t> take_number(Oid sequence) {
  Order* const order = shared.get();
  if (order == nullptr) return std::nullopt;
  const std::int64_t number = call([&]() -> std::int64_t {
    if (IsInParallelMode())
      ereport(ERROR, errcode(ERRCODE_INVALID_TRANSACTION_STATE),
              errmsg("a parallel worker takes no numbers"));
    leave_at_exit();
    while (true) {
      std::int64_t found = 0;
      SpinLockAcquire(&order->mutex);
      Stream* const stream = find_stream(*order, MyDatabaseId);
      if (stream != nullptr && stream->next < stream->end) {
        found = stream->next++;
        publish(*order, found);
      }
      SpinLockRelease(&order->mutex);
      if (found != 0) return found;
      fetch_block(*order, sequence);
    }
  });
  return number;
}

std::optional<std::int64_t> watermark(Oid sequence) {
  Order* const order = shared.get();
  if (order == nullptr) return std::nullopt;
  const auto started = [order](std::int64_t& mark) {
    SpinLockAcquire(&order->mutex);
    const Stream* const stream = find_stream(*order, MyDatabaseId);
    if (stream != nullptr) mark = watermark_of(*order, *stream);
    SpinLockRelease(&order->mutex);
    return stream != nullptr;
  };
  return call([&]() -> std::int64_t {
    std::int64_t mark = 0;
    if (started(mark)) return mark;
    Relation const relation = relation_open(sequence, AccessShareLock);
    LWLockAcquire(&order->start, LW_SHARED);
    if (!started(mark)) mark = last_of_sequence(relation);
    LWLockRelease(&order->start);
    relation_close(relation, NoLock);
    return mark;
  });
}

void refuse_prepare() {
  call([] {
    ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
            errmsg("cannot PREPARE a transaction that has emitted events"));
  });
  pg_unreachable();
}

void refuse_without_preload() {
  call([] {
    ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
            errmsg("the event stream is off"),
            errhint("Put socle into shared_preload_libraries and restart the server."));
  });
  pg_unreachable();
}

void require_primary() {
  if (!RecoveryInProgress()) return;
  call([] {
    ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
            errmsg("the event stream cannot be read on a standby"),
            errdetail("What commits late would be passed over."),
            errhint("Read it on the primary."));
  });
}

void wake_at_commits() {
  Order* const order = shared.get();
  if (order == nullptr) return;
  call([&] {
    leave_at_exit();
    SpinLockAcquire(&order->mutex);
    order->latch = MyLatch;
    order->latch_database = MyDatabaseId;
    SpinLockRelease(&order->mutex);
  });
}

}  // namespace socle::pg
