#include "socle/attempts.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/limits/address.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/authentication.hpp"

namespace socle {

namespace {

// A bucket is known by its hash, so that what was tried stands nowhere.
#define SOCLE_BUCKET "sha256(convert_to($1 || ':' || lower(normalize(btrim($2), NFC)), 'UTF8'))"

constinit pg::Statement<std::string, std::string> read_wait{
    "select greatest(0, ceil(extract(epoch from free_at - clock_timestamp())))::bigint"
    " from auth.attempts where bucket = " SOCLE_BUCKET};
constinit pg::Statement<std::string, std::string> take_turn{
    "select pg_try_advisory_xact_lock(hashtextextended('socle.attempts:' || $1 || ':'"
    " || lower(normalize(btrim($2), NFC)), 0))"};
// An hour of rest forgets: many people may share an address.
constinit pg::Statement<std::string, std::string> count_one{
    "insert into auth.attempts as a (bucket, failures, free_at, last_at)"
    " values (" SOCLE_BUCKET
    ", 1, now(), clock_timestamp())"
    " on conflict (bucket) do update set last_at = excluded.last_at,"
    "   failures = case when a.last_at < now() - interval '1 hour' then 1 else a.failures + 1 end"
    " returning failures"};
constinit pg::Statement<std::string, std::string, std::int64_t> set_delay{
    "update auth.attempts set free_at = clock_timestamp() + $3 * interval '1 second'"
    " where bucket = " SOCLE_BUCKET};
constinit pg::Statement<std::string, std::string> forget_bucket{
    "delete from auth.attempts where bucket = " SOCLE_BUCKET};
// Bounds the table: whoever adds a row takes some old ones away.
constinit pg::Statement<> forget_old{
    "delete from auth.attempts where bucket = any (array("
    "   select bucket from auth.attempts where last_at < now() - interval '2 hours'"
    "   order by last_at limit 8 for update skip locked))"};
#undef SOCLE_BUCKET

Refusal too_soon(std::int64_t seconds) {
  const std::string header = "[{\"Retry-After\":\"" + std::to_string(seconds) + "\"}]";
  pg::set_local("response.headers", header.c_str());
  return Refusal(errors::too_many_attempts).with("retry_after", seconds);
}

Check check_wait(pg::Spi& spi, const Bucket& bucket) {
  const auto wait = spi.row<std::int64_t>(read_wait, std::string(bucket.kind), bucket.value);
  if (wait && std::get<0>(*wait) > 0) return too_soon(std::get<0>(*wait));
  return {};
}

}  // namespace

Check check_attempts(pg::Spi& spi, std::span<const Bucket> buckets) {
  for (const Bucket& bucket : buckets)
    if (const Check fine = check_wait(spi, bucket); !fine) return fine;
  if (buckets.empty() || buckets.front().kind != "account") return {};
  const Bucket& own = buckets.front();
  const auto turn = spi.row<bool>(take_turn, std::string(own.kind), own.value);
  if (!std::get<0>(turn.value())) return too_soon(1);
  // Who had the turn before may have failed since.
  return check_wait(spi, own);
}

void count_failure(pg::Spi& spi, std::span<const Bucket> buckets) {
  for (const Bucket& bucket : buckets) {
    const std::string kind(bucket.kind);
    const auto failures = spi.row<std::int64_t>(count_one, kind, bucket.value);
    const std::int64_t delay = identity::delay_s(std::get<0>(failures.value()), bucket.limit);
    if (delay > 0) spi.run(set_delay, kind, bucket.value, delay);
  }
  spi.run(forget_old);
}

void forget_failures(pg::Spi& spi, const Bucket& bucket) {
  spi.run(forget_bucket, std::string(bucket.kind), bucket.value);
}

std::vector<Bucket> address_buckets() {
  const std::string address = client_address();
  if (address.empty()) return {};
  return {{"address", limits::network_of(address), identity::address_limit}};
}

std::vector<Bucket> with_address(Bucket bucket) {
  std::vector<Bucket> buckets = address_buckets();
  buckets.insert(buckets.begin(), std::move(bucket));
  return buckets;
}

std::vector<Bucket> log_in_buckets(const std::string& email) {
  return with_address({"account", email, identity::account_limit});
}

}  // namespace socle
