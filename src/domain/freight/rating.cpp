#include "domain/freight/rating.hpp"

#include <limits>

#include "domain/errors/catalogue.hpp"

namespace socle::freight {
namespace {

__extension__ typedef __int128 Wide;

constexpr Instant microseconds_per_day = 86'400'000'000;

Check check_score(std::int64_t score) {
  if (score >= score_min && score <= score_max) return {};
  return Refusal(errors::invalid_value)
      .with("field", "score")
      .with("reason", "not between 1 and 5");
}

}  // namespace

Instant window_end(Instant completed_at, std::int64_t window_days) {
  Instant window = 0, end = 0;
  if (__builtin_mul_overflow(window_days, microseconds_per_day, &window) ||
      __builtin_add_overflow(completed_at, window, &end)) {
    return std::numeric_limits<Instant>::max();
  }
  return end;
}

Result<Uuid> check_rating(const RatedJob& job, const Uuid& rater, std::int64_t score,
                          bool has_rated, std::int64_t window_days, Instant now) {
  const bool is_client = rater == job.client;
  if (!job.transporter || (!is_client && rater != *job.transporter)) {
    return Refusal(errors::rating_not_allowed).with("reason", "not a party");
  }
  if (job.status != Status::completed || !job.completed_at) {
    return Refusal(errors::rating_not_allowed).with("status", to_string(job.status));
  }
  if (Check known = check_score(score); !known) return known.refusal();
  if (has_rated) return Refusal(errors::already_rated);
  if (now >= window_end(*job.completed_at, window_days)) {
    return Refusal(errors::rating_closed).with("reason", "the window is over");
  }
  return is_client ? *job.transporter : job.client;
}

bool is_visible(const GivenRating& rating, Instant now) {
  return !rating.is_hidden && (rating.is_other_given || now >= rating.window_end);
}

Check check_edit(const GivenRating& rating, std::int64_t score, Instant now) {
  if (rating.is_hidden) return Refusal(errors::rating_closed).with("reason", "hidden");
  if (is_visible(rating, now)) return Refusal(errors::rating_closed).with("reason", "published");
  return check_score(score);
}

std::optional<std::int64_t> average_hundredths(Tally tally) {
  if (tally.count <= 0) return std::nullopt;
  const Wide hundredths = static_cast<Wide>(tally.sum) * 100;
  return static_cast<std::int64_t>((2 * hundredths + tally.count) / (2 * Wide{tally.count}));
}

}  // namespace socle::freight
