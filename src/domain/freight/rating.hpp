// What the parties say of each other: who may, until when, and when others see it.
// Source: A-37 … A-40, research/logistics.md §4.13.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::freight {

inline constexpr std::int64_t score_min = 1;
inline constexpr std::int64_t score_max = 5;

// A job as far as ratings go. Its window is [completed_at, completed_at + days), days of 24 hours.
struct RatedJob {
  Uuid client;
  std::optional<Uuid> transporter;
  Status status;
  std::optional<Instant> completed_at;
};

// The end of the window: the first instant at which it is too late.
Instant window_end(Instant completed_at, std::int64_t window_days);

// Whom the rater rates: the other party. Refuses with `rating_not_allowed` (detail: status, or
// reason) unless the job is completed and the rater one of its parties; then in this order
// `invalid_value` (score), `already_rated`, `rating_closed` (detail: reason).
Result<Uuid> check_rating(const RatedJob& job, const Uuid& rater, std::int64_t score,
                          bool has_rated, std::int64_t window_days, Instant now);

// Double-blind: nobody answers a rating with a rating.
struct GivenRating {
  bool is_hidden;       // by staff
  bool is_other_given;  // the other party has rated this job too
  Instant window_end;
};

// Whether others see it: when both have rated or the window is over, and never while hidden. It
// counts in the average just then.
bool is_visible(const GivenRating& rating, Instant now);

// Its author may change it while nobody has seen it; `rating_closed` (detail: reason) afterwards
// and while it is hidden.
Check check_edit(const GivenRating& rating, std::int64_t score, Instant now);

// Ratings that count, as a number that can be kept beside a profile and recounted.
struct Tally {
  std::int64_t count = 0;
  std::int64_t sum = 0;

  friend bool operator==(const Tally&, const Tally&) = default;
};

// The average in hundredths, 100 to 500, rounded half up; nothing without a rating.
std::optional<std::int64_t> average_hundredths(Tally tally);

}  // namespace socle::freight
