// The points of a call as a device writes them.
#pragma once

#include "alogistics/journey.hpp"
#include "pg/json_rows.hpp"

namespace socle::alogistics {

// What was said, in the order of the call. A point that is malformed is a fix that the domain calls
// invalid.
struct Batch {
  std::vector<tracking::Fix> fixes;
  std::vector<Remark> remarks;
};

// Refuses (`invalid_value`) what is no array, or too long, before anything is read of it.
class PointRows {
 public:
  explicit PointRows(const pg::JsonDatum& positions);
  Batch read();

 private:
  pg::JsonRows rows_;
};

}  // namespace socle::alogistics
