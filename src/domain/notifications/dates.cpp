#include "domain/notifications/dates.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace socle::notifications {
namespace {

constexpr std::array<std::string_view, 12> months_fr = {
    "janvier", "février", "mars",      "avril",   "mai",      "juin",
    "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<std::string_view, 12> months_en = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::optional<unsigned> read_digits(std::string_view digits) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::string> write_date(std::string_view iso, std::string_view locale) {
  constexpr std::size_t length = 10;
  if (iso.size() != length || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto year = read_digits(iso.substr(0, 4));
  const auto month = read_digits(iso.substr(5, 2));
  const auto day = read_digits(iso.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  const bool is_english = locale.starts_with("en");
  std::string text = std::to_string(*day);
  if (!is_english && *day == 1) text += "er";
  text += ' ';
  text += (is_english ? months_en : months_fr)[*month - 1];
  return text + ' ' + std::to_string(*year);
}

}  // namespace socle::notifications
