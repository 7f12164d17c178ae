#include "domain/limits/kinds.hpp"

#include <algorithm>

#include "domain/words.hpp"

namespace socle::limits {
namespace {

constexpr std::string_view names[kinds] = {"reads",   "writes",    "money",
                                           "sign_in", "anonymous", "staff"};
constexpr std::string_view rate_keys[kinds] = {
    "limits.reads_per_hour",   "limits.writes_per_hour",    "limits.money_per_hour",
    "limits.sign_in_per_hour", "limits.anonymous_per_hour", "limits.staff_per_hour"};
constexpr std::string_view burst_keys[kinds] = {"limits.reads_burst",     "limits.writes_burst",
                                                "limits.money_burst",     "limits.sign_in_burst",
                                                "limits.anonymous_burst", "limits.staff_burst"};
constexpr std::string_view of_accounts[] = {"register",       "login",
                                            "refresh",        "request_email_confirmation",
                                            "confirm_email",  "request_password_reset",
                                            "reset_password", "change_password"};
constexpr std::string_view reading_methods[] = {"GET", "HEAD", "OPTIONS"};

template <std::size_t size>
bool is_among(const std::string_view (&words)[size], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

std::string_view name_of(Kind kind) { return word_of(names, kind); }
std::string_view rate_key(Kind kind) { return word_of(rate_keys, kind); }
std::string_view burst_key(Kind kind) { return word_of(burst_keys, kind); }

bool is_about_accounts(std::string_view function) { return is_among(of_accounts, function); }

Kind kind_of(Asker asker, const Operation& operation, std::string_view method) {
  if (asker == Asker::staff) return Kind::staff;
  if (operation.is_about_accounts) return Kind::sign_in;
  if (asker == Asker::anybody) return Kind::anonymous;
  if (operation.takes_a_key) return Kind::money;
  const bool only_reads = operation.only_reads || is_among(reading_methods, method);
  return only_reads ? Kind::reads : Kind::writes;
}

}  // namespace socle::limits
