// What a row of the business counts for: the lines that docs/figures.md lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::figures {

// Microseconds since 2000-01-01 UTC; the ends of the type are the infinities.
using Time = std::optional<std::int64_t>;
using Text = std::optional<std::string>;
using Number = std::optional<std::int64_t>;
using Flag = std::optional<bool>;

// So many more of a figure, in the quarter of an hour that begins `at`.
struct Line {
  std::int64_t at = 0;
  std::string_view figure;
  std::string detail;
  std::string currency;
  std::int64_t times = 1;
  std::int64_t total = 0;  // minor units where there is a currency, seconds or points elsewhere
};
using Lines = std::vector<Line>;

// Rows. What is missing counts for nothing.
struct Profile {
  Time created_at;
  Text role;
  Flag is_verified, is_active;
};
struct Request {
  Time created_at, validated_at, assigned_at, paid_at, completed_at, cancelled_at, delivery_date;
  Text status, currency;
  Number final_price, platform_commission;
};
struct Dispute {
  Time created_at, resolved_at;
  Text status, category, outcome;
  Number refund;
  Text currency;
};
struct Rating {
  Time created_at;
  Number score;
  Flag is_published, is_visible;
};

Lines count(const Profile& profile);
Lines count(const Request& request);
Lines count(const Dispute& dispute);
// Nothing before it is published, or when it is hidden.
Lines count(const Rating& rating);

// What a change of a row adds: its lines after it, less those of before.
Lines subtract(Lines after, const Lines& before);

}  // namespace socle::figures
