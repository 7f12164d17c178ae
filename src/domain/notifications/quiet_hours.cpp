#include "domain/notifications/quiet_hours.hpp"

#include "domain/errors/catalogue.hpp"

namespace socle::notifications {
namespace {

constexpr int minutes_an_hour = 60;

// `07:00`, as minutes after midnight.
std::optional<int> read_minute(std::string_view text) {
  constexpr std::size_t length = 5;
  if (text.size() != length || text[2] != ':') return std::nullopt;
  constexpr std::size_t digits[] = {0, 1, 3, 4};
  for (const std::size_t i : digits)
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * minutes_an_hour + minute;
}

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

jobs::Cron daily_at(int minute) {
  jobs::Cron cron;
  cron.minutes.set(static_cast<std::size_t>(minute % minutes_an_hour));
  cron.hours.set(static_cast<std::size_t>(minute / minutes_an_hour));
  cron.days.set();
  cron.months.set();
  cron.weekdays.set();
  cron.is_any_day = cron.is_any_weekday = true;
  return cron;
}

}  // namespace

Result<QuietHours> read_quiet_hours(std::string_view from, std::string_view until) {
  const auto from_minute = read_minute(from);
  if (!from_minute) return invalid("from_time", "not a time of the day such as 22:00");
  const auto until_minute = read_minute(until);
  if (!until_minute) return invalid("until_time", "not a time of the day such as 07:00");
  if (*from_minute == *until_minute) return invalid("until_time", "the same as from_time");
  return QuietHours{*from_minute, *until_minute};
}

std::optional<jobs::Seconds> quiet_until(const QuietHours& hours, const jobs::OffsetAt& zone,
                                         jobs::Seconds now) {
  // They are on if they end before they begin again.
  const auto begin = next_run(daily_at(hours.from_minute), zone, now);
  const auto end = next_run(daily_at(hours.until_minute), zone, now);
  if (!begin || !end || *begin <= *end) return std::nullopt;
  return end;
}

}  // namespace socle::notifications
