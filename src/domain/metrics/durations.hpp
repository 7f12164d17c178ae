// How long something took, sorted into a histogram.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace socle::metrics {

struct Bound {
  std::int64_t us;
  std::string_view seconds;  // as the label `le` says it
};

inline constexpr std::array<Bound, 12> bounds = {{{500, "0.0005"},
                                                  {1'000, "0.001"},
                                                  {2'500, "0.0025"},
                                                  {5'000, "0.005"},
                                                  {10'000, "0.01"},
                                                  {25'000, "0.025"},
                                                  {50'000, "0.05"},
                                                  {100'000, "0.1"},
                                                  {250'000, "0.25"},
                                                  {500'000, "0.5"},
                                                  {1'000'000, "1"},
                                                  {5'000'000, "5"}}};

// One place for each bound and one for what takes longer than all.
inline constexpr std::size_t duration_places = bounds.size() + 1;

constexpr std::size_t place_of(std::int64_t microseconds) {
  std::size_t place = 0;
  while (place < bounds.size() && microseconds > bounds[place].us) ++place;
  return place;
}

}  // namespace socle::metrics
