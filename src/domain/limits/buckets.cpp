#include "domain/limits/buckets.hpp"

#include <algorithm>

namespace socle::limits {
namespace {

// Which part of a bucket is used: 0 full, 1 empty.
double used(std::int64_t full_at, std::int64_t tolerance_us, std::int64_t now_us) {
  const auto part = static_cast<double>(full_at - now_us) / static_cast<double>(tolerance_us);
  return std::clamp(part, 0.0, 1.0);
}

double used(const Bucket& bucket, std::int64_t now_us) {
  if (bucket.rate.interval_us == 0) return 0;
  return used(bucket.full_at, tolerance_us(bucket.rate), now_us);
}

}  // namespace

Take BucketSet::take(std::uint64_t key, const Rate& rate, std::int64_t now_us) {
  Bucket& bucket = place_for(key, rate, now_us);
  const Take result = limits::take(rate, bucket.full_at, now_us);
  bucket.full_at = result.full_at;
  bucket.rate = rate;
  return result;
}

Bucket& BucketSet::place_for(std::uint64_t key, const Rate& rate, std::int64_t now_us) {
  Bucket* least = nullptr;
  double least_used = 2;
  for (Bucket& bucket : buckets_) {
    if (bucket.key == key) return bucket;
    const double part = used(bucket, now_us);
    if (part >= least_used) continue;
    least = &bucket;
    least_used = part;
  }
  if (least_used > 0) forget(*least, now_us);
  const double part = used(forgotten_full_at_, forgotten_tolerance_us_, now_us);
  const std::int64_t tolerance = tolerance_us(rate);
  const auto inherited = static_cast<std::int64_t>(part * static_cast<double>(tolerance));
  const std::int64_t one_left = tolerance - rate.interval_us;
  *least = {key, now_us + std::min(inherited, one_left), rate};
  return *least;
}

void BucketSet::forget(const Bucket& bucket, std::int64_t now_us) {
  const std::int64_t full_at = bucket.full_at - bucket.rate.interval_us;
  const std::int64_t tolerance = tolerance_us(bucket.rate);
  const double before = used(forgotten_full_at_, forgotten_tolerance_us_, now_us);
  if (used(full_at, tolerance, now_us) <= before) return;
  forgotten_full_at_ = full_at;
  forgotten_tolerance_us_ = tolerance;
}

}  // namespace socle::limits
