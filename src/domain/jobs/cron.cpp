#include "domain/jobs/cron.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <span>
#include <string>

#include "domain/errors/catalogue.hpp"

namespace socle::jobs {
namespace {

constexpr Seconds minute_s = 60;
constexpr Seconds day_s = 86'400;
// The longest pause: 29 February around a year like 2100, or once more for a margin.
constexpr int horizon_days = 12 * 366;

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Shortcut {
  std::string_view name;
  std::string_view fields;
};
constexpr Shortcut shortcuts[] = {
    {"@hourly", "0 * * * *"},   {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},   {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
    {"@annually", "0 0 1 1 *"},
};

struct Field {
  std::string_view name;
  int least;
  int most;
  std::span<const std::string_view> names = {};  // the first is `least`
};
constexpr Field fields[] = {
    {"minute", 0, 59, {}},
    {"hour", 0, 23, {}},
    {"day of the month", 1, 31, {}},
    {"month", 1, 12, month_names},
    {"day of the week", 0, 7, weekday_names},
};

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", "cron").with("reason", reason);
}

std::optional<int> read_value(const Field& field, std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto name = std::find(field.names.begin(), field.names.end(), lower);
  if (name != field.names.end()) return field.least + static_cast<int>(name - field.names.begin());
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.front() == '-' || value < field.least || value > field.most) return std::nullopt;
  return value;
}

std::optional<int> read_step(std::string_view text) {
  int step = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
  if (error != std::errc() || end != text.data() + text.size() || step < 1) return std::nullopt;
  return step;
}

// `*`, `5`, `1-5`, `*/10`, `1-30/2` or `5/10` (from 5 on).
bool read_part(const Field& field, std::string_view part, std::bitset<60>& values) {
  const std::size_t slash = part.find('/');
  const std::string_view range = part.substr(0, slash);
  std::optional<int> step = 1;
  if (slash != std::string_view::npos) step = read_step(part.substr(slash + 1));
  if (!step || range.empty()) return false;
  std::optional<int> first = field.least;
  std::optional<int> last = field.most;
  if (range != "*") {
    const std::size_t dash = range.find('-');
    first = read_value(field, range.substr(0, dash));
    if (dash != std::string_view::npos)
      last = read_value(field, range.substr(dash + 1));
    else if (slash == std::string_view::npos)
      last = first;
  }
  if (!first || !last || *first > *last) return false;
  for (int value = *first; value <= *last; value += std::min(*step, 60))
    values.set(static_cast<std::size_t>(value));
  return true;
}

bool read_field(const Field& field, std::string_view text, std::bitset<60>& values) {
  while (true) {
    const std::size_t comma = text.find(',');
    if (!read_part(field, text.substr(0, comma), values)) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

template <std::size_t N>
std::bitset<N> narrow(const std::bitset<60>& wide) {
  std::bitset<N> result;
  for (std::size_t i = 0; i < N && i < wide.size(); ++i) result[i] = wide[i];
  return result;
}

// Words of `text`; more than `N` are counted, and not kept.
template <std::size_t N>
std::size_t split(std::string_view text, std::array<std::string_view, N>& words) {
  std::size_t count = 0;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return count;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    if (count < N) words[count] = text.substr(0, end);
    ++count;
    text.remove_prefix(end);
  }
}

std::chrono::year_month_day date_of(Seconds midnight) {
  return std::chrono::sys_days(std::chrono::days(midnight / day_s));
}

Seconds floor_to(Seconds value, Seconds unit) {
  const Seconds rest = value % unit;
  return value - (rest < 0 ? rest + unit : rest);
}

bool has_day(const Cron& cron, Seconds midnight) {
  const auto date = date_of(midnight);
  if (!cron.months[static_cast<unsigned>(date.month())]) return false;
  const std::chrono::weekday weekday(std::chrono::sys_days{date});
  const bool is_day = cron.days[static_cast<unsigned>(date.day())];
  const bool is_weekday = cron.weekdays[weekday.c_encoding()];
  return cron.is_any_day || cron.is_any_weekday ? is_day && is_weekday : is_day || is_weekday;
}

// The first minute of a day, from `from` minutes after midnight on, that matches.
std::optional<Seconds> minute_of_day(const Cron& cron, Seconds from) {
  for (std::size_t hour = static_cast<std::size_t>(from / 60); hour < 24; ++hour) {
    if (!cron.hours[hour]) continue;
    const std::size_t start =
        static_cast<Seconds>(hour) == from / 60 ? static_cast<std::size_t>(from % 60) : 0;
    for (std::size_t minute = start; minute < 60; ++minute)
      if (cron.minutes[minute]) return static_cast<Seconds>(hour * 60 + minute);
  }
  return std::nullopt;
}

// The instants at which a wall clock shows a minute: none, one, or two.
struct Instants {
  std::optional<Seconds> first;
  std::optional<Seconds> second;
  Seconds gap_end = 0;  // where there is none: when the clock jumps over it
};

Instants instants_of(const OffsetAt& zone, Seconds local) {
  const Seconds before = zone(local - day_s);
  const Seconds after = zone(local + day_s);
  const auto shown_with = [&](Seconds offset) -> std::optional<Seconds> {
    if (zone(local - offset) != offset) return std::nullopt;
    return local - offset;
  };
  Instants result{shown_with(before), shown_with(after), 0};
  if (result.second == result.first) result.second.reset();
  if (!result.first) std::swap(result.first, result.second);
  if (result.first) {
    if (result.second && *result.second < *result.first) std::swap(result.first, result.second);
    return result;
  }
  Seconds low = local - day_s;
  Seconds high = local + day_s;
  while (high - low > 1) {
    const Seconds middle = low + (high - low) / 2;
    (zone(middle) == before ? low : high) = middle;
  }
  result.gap_end = high;
  return result;
}

// Far enough back that an hour which comes twice is seen whole.
constexpr Seconds repeated_max_s = 3 * 3'600;

std::optional<Seconds> next_of_every_hour(const Cron& cron, const OffsetAt& zone, Seconds after) {
  std::optional<Seconds> best;
  std::optional<Seconds> local = next_on_clock(cron, after + zone(after) - repeated_max_s);
  for (; local; local = next_on_clock(cron, *local + minute_s)) {
    const Instants found = instants_of(zone, *local);
    for (const auto& instant : {found.first, found.second})
      if (instant && *instant > after && (!best || *instant < *best)) best = instant;
    if (found.first && *found.first > after) break;
  }
  return best;
}

std::optional<Seconds> next_of_others(const Cron& cron, const OffsetAt& zone, Seconds after) {
  std::optional<Seconds> local = next_on_clock(cron, after + zone(after));
  for (; local; local = next_on_clock(cron, *local + minute_s)) {
    const Instants found = instants_of(zone, *local);
    const Seconds instant = found.first.value_or(found.gap_end);
    if (instant > after) return instant;
  }
  return std::nullopt;
}

}  // namespace

Result<Cron> read_cron(std::string_view text) {
  for (const Shortcut& shortcut : shortcuts)
    if (text == shortcut.name) text = shortcut.fields;
  std::array<std::string_view, std::size(fields)> words;
  if (split(text, words) != words.size())
    return invalid("not five fields: minute, hour, day of the month, month, day of the week");
  std::array<std::bitset<60>, std::size(fields)> values;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!read_field(fields[i], words[i], values[i]))
      return invalid("not a " + std::string(fields[i].name) + ": " + std::string(words[i]));
  // Sunday is 0 and 7.
  if (values[4][7]) values[4].set(0);
  Cron cron{values[0],
            narrow<24>(values[1]),
            narrow<32>(values[2]),
            narrow<13>(values[3]),
            narrow<7>(values[4]),
            words[2].front() == '*',
            words[4].front() == '*'};
  if (!next_on_clock(cron, 0)) return invalid("a day that never comes");
  return cron;
}

std::optional<Seconds> next_on_clock(const Cron& cron, Seconds from) {
  // The minute that has begun is over, unless it begins now.
  const Seconds start = floor_to(from + minute_s - 1, minute_s);
  Seconds midnight = floor_to(start, day_s);
  Seconds minute = (start - midnight) / minute_s;
  for (int day = 0; day < horizon_days; ++day, midnight += day_s, minute = 0) {
    if (!has_day(cron, midnight)) continue;
    if (const auto found = minute_of_day(cron, minute)) return midnight + *found * minute_s;
  }
  return std::nullopt;
}

std::optional<Seconds> next_run(const Cron& cron, const OffsetAt& zone, Seconds after) {
  return cron.is_every_hour() ? next_of_every_hour(cron, zone, after)
                              : next_of_others(cron, zone, after);
}

}  // namespace socle::jobs
