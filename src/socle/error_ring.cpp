#include "socle/error_ring.hpp"

#include <array>

#include "domain/trail/faults.hpp"
#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"
#include "socle/gateways.hpp"

namespace socle {

namespace {

constexpr std::size_t places = 256;

struct Ring {
  Ring() { SpinLockInit(&mutex); }
  slock_t mutex;
  Oid database = InvalidOid;  // of who collects; others are not listened to
  std::int64_t lost = 0;
  std::array<CapturedError, places> errors;
};
constinit pg::Shared<Ring> shared{"socle captured errors"};

template <std::size_t Size>
void copy(ShortText<Size>& text, std::string_view from) noexcept {
  std::size_t size = from.size() < Size ? from.size() : Size;
  // Not in the middle of a character.
  while (size < from.size() && size > 0 && (from[size] & 0xC0) == 0x80) --size;
  text.size = from.copy(text.bytes.data(), size);
}

std::string_view view(const char* text) noexcept { return text != nullptr ? text : ""; }

// FNV-1a; equal errors are counted together.
void mix(std::uint64_t& hash, std::string_view text) noexcept {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  hash = (hash ^ 0xFFU) * 1099511628211U;
}

std::string_view first_schema() noexcept {
  std::string_view path = view(namespace_search_path);
  path = path.substr(0, path.find(','));
  while (path.starts_with(' ') || path.starts_with('"')) path.remove_prefix(1);
  while (path.ends_with(' ') || path.ends_with('"')) path.remove_suffix(1);
  return path;
}

void describe(const ErrorData& error, CapturedError& found) noexcept {
  const std::string_view detail = view(error.detail);
  copy(found.sqlstate, unpack_sql_state(error.sqlerrcode));
  copy(found.system, first_schema());
  copy(found.message, view(error.message));
  if (!trail::error_name(detail).empty()) copy(found.detail, detail);
  copy(found.path, request_path());
  copy(found.request_id, current_request().id.view());
  copy(found.address, current_request().address.view());
  found.role = GetUserId();
  if (const Uuid* const person = known_person()) {
    found.has_person = true;
    found.person = *person;
  }
  found.first_at = found.last_at = GetCurrentTimestamp();
  found.count = 1;
  found.hash = 14695981039346656037U;
  for (const std::string_view part :
       {found.sqlstate.view(), found.system.view(), found.message.view(), found.detail.view(),
        found.path.view(), found.address.view()})
    mix(found.hash, part);
  mix(found.hash,
      {reinterpret_cast<const char*>(found.person.bytes.data()), found.person.bytes.size()});
  found.hash |= 1U;
}

// Under the mutex: neither raises nor waits.
void place(Ring& ring, const CapturedError& found) noexcept {
  CapturedError* free = nullptr;
  for (CapturedError& error : ring.errors) {
    if (error.hash == found.hash) {
      ++error.count;
      error.last_at = found.last_at;
      return;
    }
    if (error.hash == 0 && free == nullptr) free = &error;
  }
  if (free != nullptr)
    *free = found;
  else
    ++ring.lost;
}

void capture(const ErrorData& error) noexcept {
  Ring* const ring = shared.get();
  if (ring == nullptr || MyDatabaseId == InvalidOid || ring->database != MyDatabaseId) return;
  static CapturedError found;
  found = CapturedError{};
  describe(error, found);
  SpinLockAcquire(&ring->mutex);
  place(*ring, found);
  SpinLockRelease(&ring->mutex);
}

}  // namespace

void start_error_capture() {
  if (!pg::is_preloading()) return;
  shared.request();
  pg::on_error_report(capture);
}

Collected take_captured_errors() {
  Collected collected;
  Ring* const ring = shared.get();
  if (ring == nullptr) return collected;
  // All that is allocated is there before the lock.
  collected.errors.resize(places);
  std::size_t count = 0;
  SpinLockAcquire(&ring->mutex);
  const bool is_ours = ring->database == MyDatabaseId;
  for (CapturedError& error : ring->errors) {
    if (error.hash != 0 && is_ours) collected.errors[count++] = error;
    error.hash = 0;
  }
  collected.lost = is_ours ? ring->lost : 0;
  ring->lost = 0;
  ring->database = MyDatabaseId;
  SpinLockRelease(&ring->mutex);
  collected.errors.resize(count);
  return collected;
}

}  // namespace socle
