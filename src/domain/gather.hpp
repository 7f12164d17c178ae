// Tables that are written down by area, as one.
#pragma once

#include <span>
#include <vector>

namespace socle {

// The rows of all areas, in their order.
template <class Row, std::size_t count>
std::vector<Row> gather(std::span<const Row> (*const (&areas)[count])()) {
  std::vector<Row> rows;
  for (const auto area : areas) {
    const std::span<const Row> part = area();
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

}  // namespace socle
