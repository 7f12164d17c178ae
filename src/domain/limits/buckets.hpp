// Buckets by key in places of a fixed number, which is how memory stays bounded whoever comes.
#pragma once

#include <array>

#include "domain/limits/gcra.hpp"

namespace socle::limits {

struct Bucket {
  std::uint64_t key = 0;
  std::int64_t full_at = 0;
  Rate rate;
};

// The buckets of all keys that meet in one set. A bucket that is full says nothing, and its place
// is free. Where all are in use, the least used one makes room: strangers who ask once push out
// strangers who asked once, and nobody who is at his limit.
//
// If all are much used, a newcomer begins as used as what he pushed out, but for one request. So
// nobody gets rid of his debts by having others push them out, at the price that a newcomer may
// have less of a burst in a set so crowded; he always has his rate.
class BucketSet {
 public:
  static constexpr std::size_t places = 7;

  Take take(std::uint64_t key, const Rate& rate, std::int64_t now_us);

 private:
  Bucket& place_for(std::uint64_t key, const Rate& rate, std::int64_t now_us);
  void forget(const Bucket& bucket, std::int64_t now_us);

  std::array<Bucket, places> buckets_{};
  // Of the most used bucket that made room, without its last request.
  std::int64_t forgotten_full_at_ = 0;
  std::int64_t forgotten_tolerance_us_ = 1;
};

}  // namespace socle::limits
