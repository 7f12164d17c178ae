#include "domain/tracking/track.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace socle::tracking {
namespace {

// A row of the neighbourhood, stored or to be.
struct Slot {
  Row row;
  const Row* stored;  // as it was; null if the row is new
  bool is_touched;    // new, or replaced by a better fix
  std::size_t point;  // which point of the call it is, if it is touched
};

bool is_accurate(const Slot& slot) { return slot.row.standing != Standing::inaccurate; }

Standing first_standing(Verdict verdict) {
  return verdict == Verdict::inaccurate ? Standing::inaccurate : Standing::counted;
}

bool is_storable(Verdict verdict) {
  return verdict == Verdict::accepted || verdict == Verdict::inaccurate;
}

// The bound spares the exact distance for all but outliers.
bool are_plausible(const Fix& from, const Fix& to, const FixLimits& limits) {
  return is_plausible(from, to, distance_at_most_m(from.at, to.at), limits) ||
         is_plausible(from, to, distance_m(from.at, to.at), limits);
}

Centimetres segment_between(const Row& from, const Row& to, const FixLimits& limits) {
  const double metres = distance_m(from.fix.at, to.fix.at);
  return is_plausible(from.fix, to.fix, metres, limits) ? std::llround(metres * 100) : 0;
}

// The merge at work: the points are judged and put among the stored rows, then the standings and
// the segments around them are brought up to date.
class Merging {
 public:
  Merging(std::span<const Row> stored, std::span<const Fix> points, const Reception& reception,
          const FixLimits& limits)
      : stored_(stored), points_(points), reception_(reception), limits_(limits) {}

  Merge run() {
    judge_points();
    build_timeline();
    if (!slots_.empty()) {
      judge_speeds();
      measure_segments();
      collect();
    }
    return std::move(merge_);
  }

 private:
  void judge_points() {
    fixes_.reserve(points_.size());
    merge_.verdicts.reserve(points_.size());
    for (const Fix& point : points_) {
      fixes_.push_back(normalized(point));
      const Verdict verdict =
          judge(fixes_.back(), reception_.received_at, reception_.watch, limits_);
      merge_.verdicts.push_back(verdict);
      if (is_storable(verdict)) admitted_.push_back(fixes_.size() - 1);
    }
    const auto is_earlier = [this](std::size_t one, std::size_t other) {
      const Fix& a = fixes_[one];
      const Fix& b = fixes_[other];
      return a.device_time != b.device_time ? a.device_time < b.device_time
                                            : is_better(a, b, limits_);
    };
    if (!std::is_sorted(admitted_.begin(), admitted_.end(), is_earlier)) {
      // Of the same fix sent twice in one call, the first is the accepted one.
      std::stable_sort(admitted_.begin(), admitted_.end(), is_earlier);
    }
    // One fix per device time, the best of them.
    const auto same_time = [this](std::size_t one, std::size_t other) {
      return fixes_[one].device_time == fixes_[other].device_time;
    };
    std::size_t kept = 0;
    for (const std::size_t point : admitted_) {
      if (kept > 0 && same_time(admitted_[kept - 1], point)) {
        merge_.verdicts[point] = Verdict::duplicate;
      } else {
        admitted_[kept++] = point;
      }
    }
    admitted_.resize(kept);
  }

  void put_new(std::size_t point) {
    slots_.push_back(
        {{fixes_[point], first_standing(merge_.verdicts[point]), 0}, nullptr, true, point});
  }

  // A point for which a row of the same time is stored already.
  void put_again(const Row& row, std::size_t point) {
    if (!is_better(fixes_[point], row.fix, limits_)) {
      merge_.verdicts[point] = Verdict::duplicate;
      slots_.push_back({row, &row, false, 0});
    } else {
      slots_.push_back(
          {{fixes_[point], first_standing(merge_.verdicts[point]), 0}, &row, true, point});
    }
  }

  void build_timeline() {
    slots_.reserve(stored_.size() + admitted_.size());
    auto row = stored_.begin();
    for (const std::size_t point : admitted_) {
      const Instant time = fixes_[point].device_time;
      while (row != stored_.end() && row->fix.device_time < time) {
        slots_.push_back({*row, &*row, false, 0});
        ++row;
      }
      if (row != stored_.end() && row->fix.device_time == time) {
        put_again(*row++, point);
      } else {
        put_new(point);
      }
    }
    while (row != stored_.end()) {
      slots_.push_back({*row, &*row, false, 0});
      ++row;
    }
    if (std::none_of(slots_.begin(), slots_.end(), [](const Slot& it) { return it.is_touched; })) {
      slots_.clear();  // a replay changes nothing
    }
  }

  // Judges the accurate slots within reach of a touched one.
  void judge_speeds() {
    std::vector<std::size_t> accurate;
    accurate.reserve(slots_.size());
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (is_accurate(slots_[i])) accurate.push_back(i);
    }
    // Up to which accurate slot pairs are measured and speeds judged; and which pairs are
    // plausible, by the earlier slot and how far the later one is from it.
    std::vector<std::array<bool, reach>> pairs(accurate.size());
    std::size_t measured = 0;
    std::size_t judged = 0;
    for (std::size_t i = 0; i < accurate.size(); ++i) {
      if (!slots_[accurate[i]].is_touched) continue;
      const std::size_t first = std::max(judged, i < reach ? 0 : i - reach);
      const std::size_t end = std::min(accurate.size(), i + reach + 1);
      for (measured = std::max(measured, first < reach ? 0 : first - reach); measured < end;
           ++measured) {
        pairs[measured] = plausible_pairs(accurate, measured);
      }
      for (judged = first; judged < end; ++judged) judge_speed(accurate, pairs, judged);
    }
  }

  std::array<bool, reach> plausible_pairs(const std::vector<std::size_t>& accurate,
                                          std::size_t index) const {
    std::array<bool, reach> pairs{};
    const Fix& from = slots_[accurate[index]].row.fix;
    for (std::size_t step = 1; step <= reach && index + step < accurate.size(); ++step) {
      const Fix& to = slots_[accurate[index + step]].row.fix;
      pairs[step - 1] = are_plausible(from, to, limits_);
    }
    return pairs;
  }

  void judge_speed(const std::vector<std::size_t>& accurate,
                   const std::vector<std::array<bool, reach>>& pairs, std::size_t index) {
    std::size_t plausible = 0;
    std::size_t neighbours = 0;
    for (std::size_t step = 1; step <= reach; ++step) {
      if (index >= step) {
        ++neighbours;
        plausible += pairs[index - step][step - 1];
      }
      if (index + step < accurate.size()) {
        ++neighbours;
        plausible += pairs[index][step - 1];
      }
    }
    slots_[accurate[index]].row.standing =
        is_too_fast(plausible, neighbours) ? Standing::too_fast : Standing::counted;
  }

  static bool is_changed(const Slot& slot) {
    return slot.is_touched || slot.stored->standing != slot.row.standing;
  }

  // Measures again where the row changed or the counted row before it did.
  void measure_segments() {
    const Row* before = nullptr;
    bool is_before_changed = false;
    for (Slot& slot : slots_) {
      const bool counts = slot.row.standing == Standing::counted;
      if (is_changed(slot) || (counts && is_before_changed)) {
        slot.row.segment_cm =
            counts && before != nullptr ? segment_between(*before, slot.row, limits_) : 0;
      }
      if (is_changed(slot)) is_before_changed = true;
      if (!counts) continue;
      before = &slot.row;
      is_before_changed = is_changed(slot);
    }
  }

  void note_change(const Slot& slot) {
    const bool counted_before =
        slot.stored != nullptr && slot.stored->standing == Standing::counted;
    const bool counts = slot.row.standing == Standing::counted;
    if (!merge_.changed_from && (counts || counted_before)) {
      merge_.changed_from = slot.row.fix.device_time;
    }
  }

  void collect() {
    for (const Slot& slot : slots_) {
      if (slot.is_touched) finish_verdict(slot);
      const bool is_same = slot.stored != nullptr && !is_changed(slot) &&
                           slot.stored->segment_cm == slot.row.segment_cm;
      if (is_same) continue;
      if (is_changed(slot)) note_change(slot);
      (slot.stored != nullptr ? merge_.updated : merge_.inserted).push_back(slot.row);
      merge_.distance_change_cm +=
          slot.row.segment_cm - (slot.stored != nullptr ? slot.stored->segment_cm : 0);
    }
  }

  void finish_verdict(const Slot& slot) {
    Verdict& verdict = merge_.verdicts[slot.point];
    if (slot.row.standing == Standing::too_fast) {
      verdict = Verdict::too_fast;
    } else if (verdict == Verdict::accepted && slot.row.fix.device_time < reception_.newest) {
      verdict = Verdict::late;
    }
  }

  std::span<const Row> stored_;
  std::span<const Fix> points_;
  const Reception& reception_;
  const FixLimits& limits_;
  std::vector<Fix> fixes_;             // the points, normalized
  std::vector<std::size_t> admitted_;  // the points to store, sorted, one per device time
  std::vector<Slot> slots_;            // the neighbourhood, sorted
  Merge merge_;
};

}  // namespace

std::optional<TimeSpan> time_span(std::span<const Fix> points, const Reception& reception,
                                  const FixLimits& limits) {
  std::optional<TimeSpan> span;
  for (const Fix& point : points) {
    const Fix fix = normalized(point);
    if (!is_storable(judge(fix, reception.received_at, reception.watch, limits))) continue;
    if (!span) span = TimeSpan{fix.device_time, fix.device_time};
    span->first = std::min(span->first, fix.device_time);
    span->last = std::max(span->last, fix.device_time);
  }
  return span;
}

Merge merge(std::span<const Row> stored, std::span<const Fix> points, const Reception& reception,
            const FixLimits& limits) {
  return Merging(stored, points, reception, limits).run();
}

Centimetres distance_cm(std::span<const Row> rows) {
  Centimetres sum = 0;
  for (const Row& row : rows) sum += row.segment_cm;
  return sum;
}

}  // namespace socle::tracking
