// A journey as stored rows, kept right one batch at a time. Source: A-33 … A-36, logistics.md §4.7.
//
// The rows are a function of the set of fixes that arrived: any permutation, split or replay of a
// batch ends in the same rows. Each counted row carries the length of its segment, the way from the
// counted row before it; the total distance is their sum. Lengths are whole centimetres, so that a
// sum is the same in any order (a sum of doubles is not).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/tracking/fix.hpp"

namespace socle::tracking {

using Centimetres = std::int64_t;

// As it is stored; `fix.device_time` is the key.
struct Row {
  Fix fix;
  Standing standing;
  // From the counted row before; 0 for the first, for rows that do not count, and for a jump that
  // no vehicle makes (is_plausible). At most 2,001,511,444, half the earth's circumference: an
  // int4.
  Centimetres segment_cm;

  bool operator==(const Row& other) const = default;
};

// What a call brings along besides its points.
struct Reception {
  Instant received_at;
  Watch watch;
  std::optional<Instant> newest;  // device time of the newest row stored before the call
};

struct Merge {
  std::vector<Verdict> verdicts;  // one per point, in the order of the call
  std::vector<Row> inserted;      // sorted by device time
  std::vector<Row> updated;       // replacements of stored rows of the same device time
  Centimetres distance_change_cm = 0;
  // The earliest device time at which a counted row came, went or changed: geofences and trips are
  // as before up to it. None if nothing changed for them.
  std::optional<Instant> changed_from;
};

// How many rows merge() must see on either side of a batch: this many accurate ones (counted or too
// fast), and this many counted ones.
inline constexpr std::size_t accurate_around = 2 * reach;
inline constexpr std::size_t counted_around = reach + 1;

// The earliest and latest device time among the points that would be stored, if any is.
struct TimeSpan {
  Instant first, last;
};
std::optional<TimeSpan> time_span(std::span<const Fix> points, const Reception& reception,
                                  const FixLimits& limits);

// What becomes of the stored rows when a call brings `points`, in any order. `stored` is sorted by
// device time and holds, of the track, all rows within time_span(points) and on either side of it
// the nearest `accurate_around` accurate and the nearest `counted_around` counted ones, as far as
// there are such; more do no harm if the accurate ones next to the span have no gap.
Merge merge(std::span<const Row> stored, std::span<const Fix> points, const Reception& reception,
            const FixLimits& limits);

// Sum of the segments.
Centimetres distance_cm(std::span<const Row> rows);

}  // namespace socle::tracking
