#include "socle/limits.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <mutex>

#include "domain/errors/catalogue.hpp"
#include "domain/limits/buckets.hpp"
#include "domain/limits/siphash.hpp"
#include "pg/answer_headers.hpp"
#include "pg/cache.hpp"
#include "pg/random.hpp"
#include "pg/security.hpp"
#include "pg/shared_memory.hpp"
#include "socle/platform_settings.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

constexpr std::size_t sets = 16'384;

struct alignas(64) Set {
  pg::SpinLock lock;
  limits::BucketSet buckets;
};
static_assert(sizeof(Set) == 192);

// Three mebibytes, whoever comes.
struct Table {
  Table() {
    const std::string random = pg::random_bytes(sizeof key);
    std::memcpy(&key, random.data(), sizeof key);
  }
  limits::HashKey key;
  std::array<Set, sets> places;
};
constinit pg::Shared<Table> shared{"socle limits"};

// The limits of the system that was asked for last.
struct Limits {
  Oid schema = InvalidOid;
  std::uint64_t news = 0;
  std::int64_t read_at = 0;
  bool is_on = false;
  std::array<limits::Rate, limits::kinds> rates{};
};
constinit Limits known;
// Settings may take effect at a time that nobody announces.
constexpr std::int64_t kept_us = 10'000'000;

// Steady, and the same in all backends.
std::int64_t now_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

Limits read_limits(pg::Schema system) {
  const pg::AsRole owner(pg::owner_of(system));
  Limits limits;
  limits.schema = system.oid;
  if (pg::find_table(system.oid, "platform_settings") == InvalidOid) return limits;
  limits.is_on = text_setting(system, "limits.enabled") == "on";
  for (std::size_t i = 0; i < limits::kinds; ++i) {
    const auto kind = static_cast<limits::Kind>(i);
    limits.rates[i] = limits::rate_per_hour(integer_setting(system, limits::rate_key(kind)),
                                            integer_setting(system, limits::burst_key(kind)));
  }
  return limits;
}

const Limits& limits_of(pg::Schema system, std::int64_t now) {
  const std::uint64_t news = setting_news();
  if (known.schema == system.oid && known.news == news && now - known.read_at < kept_us)
    return known;
  Limits fresh = read_limits(system);
  fresh.news = news;
  fresh.read_at = now;
  known = fresh;
  return known;
}

// Of plain bytes without gaps, so that equal keys hash equally.
struct Key {
  Oid database;
  Oid schema;
  std::uint32_t kind;
  std::uint32_t is_person;
  std::array<std::uint8_t, 16> person;
};

std::uint64_t key_of(const Table& table, pg::Schema system, limits::Kind kind,
                     const std::optional<Uuid>& person, std::string_view address) {
  Key key{MyDatabaseId, system.oid, static_cast<std::uint32_t>(kind), person ? 1U : 0U, {}};
  if (person) key.person = person->bytes;
  std::array<char, sizeof(Key) + 80> bytes{};
  std::memcpy(bytes.data(), &key, sizeof key);
  const std::size_t length = address.copy(bytes.data() + sizeof key, bytes.size() - sizeof key);
  return limits::siphash(table.key, {bytes.data(), sizeof key + length});
}

}  // namespace

void take_from_limits(pg::Schema system, const std::optional<Uuid>& person, limits::Asker asker,
                      const RequestedOperation& operation) {
  Table* const table = shared.get();
  if (table == nullptr) return;
  const std::int64_t now = now_us();
  const Limits& limits = limits_of(system, now);
  if (!limits.is_on) return;
  const limits::Kind kind = limits::kind_of(asker, operation.facts, operation.method);
  const limits::Rate rate = limits.rates[static_cast<std::size_t>(kind)];
  if (rate.interval_us == 0) return;
  const std::string address = person ? std::string() : requested_from();
  // Nobody can be told from nobody: one of them would use up what all have.
  if (!person && address.empty()) return;
  const std::uint64_t key = key_of(*table, system, kind, person, address);
  Set& set = table->places[key % sets];
  const limits::Take taken = [&] {
    const std::lock_guard guard(set.lock);
    return set.buckets.take(key, rate, now);
  }();
  if (taken.is_granted) return;
  const std::int64_t seconds = limits::retry_seconds(taken.retry_us);
  throw pg::RefusedWithHeaders(Refusal(errors::rate_limited)
                                   .with("limit", limits::name_of(kind))
                                   .with("retry_after", seconds),
                               R"({"Retry-After":")" + std::to_string(seconds) + R"("})");
}

void start_limits() {
  listen_for_operation_changes();
  if (pg::is_preloading()) shared.request();
}

}  // namespace socle
