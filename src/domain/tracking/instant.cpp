#include "domain/tracking/instant.hpp"

#include <chrono>
#include <cmath>

namespace socle::tracking {
namespace {

using std::chrono::sys_days;

constexpr Instant us_per_second = 1'000'000;
constexpr sys_days epoch = sys_days(std::chrono::year(2000) / 1 / 1);

// Reads a text from its beginning; once something is not as expected, nothing is any more.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool has(char character) const { return !rest_.empty() && rest_.front() == character; }
  bool skip(char character) {
    if (!has(character)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char character) { is_good_ = skip(character) && is_good_; }
  void refuse() { is_good_ = false; }

  int digits(std::size_t count, int least, int most) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(i)) {
        refuse();
        return least;
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    if (value < least || value > most) refuse();
    return value;
  }

  // The digits behind the point, as microseconds.
  Instant fraction() {
    if (!is_digit(0)) refuse();
    Instant value = 0;
    Instant unit = us_per_second;
    for (; is_digit(0); rest_.remove_prefix(1)) {
      unit /= 10;
      value += unit * (rest_.front() - '0');
    }
    return value;
  }

  bool is_done() const { return is_good_ && rest_.empty(); }

 private:
  bool is_digit(std::size_t i) const {
    return i < rest_.size() && rest_[i] >= '0' && rest_[i] <= '9';
  }

  std::string_view rest_;
  bool is_good_ = true;
};

// Seconds that the zone is ahead of UTC.
Instant read_zone(Reader& reader) {
  if (reader.skip('Z') || reader.skip('z')) return 0;
  const bool is_west = reader.has('-');
  if (!is_west) {
    reader.expect('+');
  } else {
    reader.skip('-');
  }
  Instant seconds = reader.digits(2, 0, 15) * 3600;
  const bool has_colon = reader.skip(':');
  if (has_colon || !reader.is_done()) seconds += reader.digits(2, 0, 59) * 60;
  return is_west ? -seconds : seconds;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Reader reader(text);
  const int year = reader.digits(4, 1, 9999);
  reader.expect('-');
  const auto month = static_cast<unsigned>(reader.digits(2, 1, 12));
  reader.expect('-');
  const auto day = static_cast<unsigned>(reader.digits(2, 1, 31));
  if (!reader.skip('T') && !reader.skip(' ') && !reader.skip('t')) reader.refuse();
  Instant seconds = reader.digits(2, 0, 23) * 3600;
  reader.expect(':');
  seconds += reader.digits(2, 0, 59) * 60;
  Instant fraction = 0;
  if (reader.skip(':')) {
    seconds += reader.digits(2, 0, 59);
    if (reader.skip('.')) fraction = reader.fraction();
  }
  seconds -= read_zone(reader);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!reader.is_done() || !date.ok()) return std::nullopt;
  const Instant days = (sys_days(date) - epoch).count();
  return (days * 86'400 + seconds) * us_per_second + fraction;
}

std::optional<Instant> instant_of_unix_ms(double milliseconds) {
  constexpr double first = -62'135'596'800'000;  // 0001-01-01
  constexpr double last = 253'402'300'799'999;   // 9999-12-31
  if (!(milliseconds >= first && milliseconds <= last)) return std::nullopt;
  constexpr Instant since_1970 = (epoch - sys_days(std::chrono::year(1970) / 1 / 1)).count();
  return std::llround(milliseconds * 1'000) - since_1970 * 86'400 * us_per_second;
}

}  // namespace socle::tracking
