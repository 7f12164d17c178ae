// A track as the table keeps it, and journeys to feed it with. What the tests of tracking share.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <random>
#include <vector>

#include "domain/tracking/track.hpp"

namespace socle::test {

using namespace tracking;

constexpr Instant seconds(std::int64_t count) { return count * us_per_s; }
constexpr Instant minutes(std::int64_t count) { return count * us_per_minute; }

constexpr Instant departure_time = 800'000'000 * us_per_s;
constexpr Instant much_later = departure_time + minutes(100'000);
constexpr Watch whole_job{departure_time, much_later, true};
constexpr Point lome{6.1319, 1.2228};
constexpr Point baguida{6.1600, 1.3300};  // a town 12 km east of it

inline Fix fix_at(std::int64_t second, Point at, std::optional<double> accuracy = std::nullopt) {
  return {departure_time + seconds(second), at, accuracy, std::nullopt, std::nullopt};
}

// `metres` north of a point.
inline Point north_of(Point point, double metres) {
  return {point.lat + metres / metres_per_degree, point.lng};
}

// A way north, one fix per second mark, so many metres from Lomé.
inline std::vector<Fix> drive(std::initializer_list<std::pair<int, double>> seconds_and_metres) {
  std::vector<Fix> fixes;
  for (const auto& [second, metres] : seconds_and_metres) {
    fixes.push_back(fix_at(second, north_of(lome, metres)));
  }
  return fixes;
}

// Does with a track what the entry point does with the table: reads the rows around a batch that
// merge() asks for and no other, and writes what it answers.
class Track {
 public:
  explicit Track(FixLimits limits = {}) : limits_(limits) {}

  Merge record(const std::vector<Fix>& points, Watch watch = whole_job,
               Instant received_at = much_later) {
    Reception reception{received_at, watch, std::nullopt};
    if (!rows_.empty()) reception.newest = rows_.rbegin()->first;
    const auto span = time_span(points, reception, limits_);
    const Merge result =
        merge(span ? around(*span) : std::vector<Row>(), points, reception, limits_);
    for (const Row& row : result.inserted) {
      if (!rows_.emplace(row.fix.device_time, row).second) ++broken_keys_;
    }
    for (const Row& row : result.updated) {
      const auto found = rows_.find(row.fix.device_time);
      if (found == rows_.end()) ++broken_keys_;
      if (found != rows_.end()) found->second = row;
    }
    distance_cm_ += result.distance_change_cm;
    return result;
  }

  std::vector<Row> rows() const {
    std::vector<Row> all;
    for (const auto& [time, row] : rows_) all.push_back(row);
    return all;
  }

  std::vector<Row> counted() const {
    std::vector<Row> all;
    for (const auto& [time, row] : rows_) {
      if (row.standing == Standing::counted) all.push_back(row);
    }
    return all;
  }

  Centimetres distance() const { return distance_cm_; }  // as kept by the changes alone
  int broken_keys() const { return broken_keys_; }       // rows inserted twice or updated unseen

 private:
  std::vector<Row> around(TimeSpan span) const {
    std::map<Instant, Row> wanted(rows_.lower_bound(span.first), rows_.upper_bound(span.last));
    const auto first = std::make_reverse_iterator(rows_.lower_bound(span.first));
    take(first, rows_.rend(), wanted);
    take(rows_.upper_bound(span.last), rows_.end(), wanted);
    std::vector<Row> rows;
    for (const auto& [time, row] : wanted) rows.push_back(row);
    return rows;
  }

  template <class Iterator>
  static void take(Iterator row, Iterator end, std::map<Instant, Row>& wanted) {
    std::size_t accurate = 0;
    std::size_t counted = 0;
    for (; row != end && (accurate < accurate_around || counted < counted_around); ++row) {
      if (row->second.standing == Standing::inaccurate) continue;
      const bool counts = row->second.standing == Standing::counted;
      if (accurate < accurate_around || counts) wanted.insert(*row);
      ++accurate;
      counted += counts;
    }
  }

  FixLimits limits_;
  std::map<Instant, Row> rows_;
  Centimetres distance_cm_ = 0;
  int broken_keys_ = 0;
};

// The rows that count of a journey with these fixes.
inline std::vector<Row> rows_of(const std::vector<Fix>& fixes) {
  Track track;
  track.record(fixes);
  return track.counted();
}

// A drive with halts, silences, outliers alone and in a row, inaccurate fixes, fixes that share a
// device time, and rubbish. Some start near the antimeridian or a pole.
inline std::vector<Fix> random_journey(std::mt19937& random, int length) {
  const auto chance = [&](double odds) { return std::bernoulli_distribution(odds)(random); };
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(random);
  };
  const Point starts[] = {lome, {-17.7, 179.99}, {89.99, 20}};
  Point at = starts[chance(0.2) ? (chance(0.5) ? 1 : 2) : 0];
  double second = 0;
  double step = 0.001;
  std::vector<Fix> fixes;
  while (static_cast<int>(fixes.size()) < length) {
    if (!chance(0.05)) second += chance(0.02) ? between(600, 9'000) : std::ceil(between(1, 30));
    if (chance(0.1)) step = chance(0.5) ? 0 : between(0.0001, 0.004);
    at = {std::clamp(at.lat + step * between(-0.2, 1), -90.0, 90.0),
          wrap_lng(at.lng + step * between(-0.2, 1))};
    Fix fix = fix_at(static_cast<int>(second), at);
    if (chance(0.15)) fix.at.lat += fix.at.lat > 0 ? -between(0.05, 3) : between(0.05, 3);
    if (chance(0.5)) fix.accuracy_m = std::round(between(-1, 30));
    if (chance(0.1)) fix.accuracy_m = between(150, 900);
    if (chance(0.3)) fix.speed_mps = between(-1, 30);
    if (chance(0.02)) fix.at.lng = std::nan("");
    if (chance(0.02)) fix.device_time = much_later + minutes(10);
    fixes.push_back(fix);
    if (chance(0.05)) fixes.push_back(fixes[fixes.size() / 2]);
  }
  return fixes;
}

inline std::vector<std::vector<Fix>> random_split(std::mt19937& random,
                                                  const std::vector<Fix>& fixes) {
  std::vector<std::vector<Fix>> batches;
  const std::size_t largest = std::uniform_int_distribution<std::size_t>(1, 40)(random);
  for (std::size_t start = 0; start < fixes.size();) {
    const std::size_t size = std::uniform_int_distribution<std::size_t>(1, largest)(random);
    const std::size_t end = std::min(fixes.size(), start + size);
    const auto at = [&](std::size_t i) { return fixes.begin() + static_cast<std::ptrdiff_t>(i); };
    batches.emplace_back(at(start), at(end));
    start = end;
  }
  return batches;
}

}  // namespace socle::test
