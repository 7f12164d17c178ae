// The settings that the platform knows: type, bounds and default of each. Source: A-54.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::settings {

// A time zone is a text too: the name of one that the server knows.
enum class Kind { integer, text, time_zone };

struct Definition {
  std::string_view key;
  Kind kind;
  std::int64_t minimum, maximum;              // integers
  std::span<const std::string_view> choices;  // texts
  std::string_view default_json;
  std::string_view description;
  std::string_view description_fr;
};

// platform.commission_bps (integer 0..10000, default 1500), platform.currency (text XOF, XAF, EUR,
// GNF; default "XOF"), payment.debit_at (text assignment, validation; default "assignment"),
// platform.time_zone (time_zone; default "Africa/Dakar"), pricing.road_factor_bps (integer
// 10000..50000, default 13000), quote.valid_minutes (integer 5..10080, default 60).
// Integers, amounts in minor units of platform.currency (they bind wallets in that currency only):
// withdrawal.minimum (0..1e12, default 1000), withdrawal.fee (0..1e12, default 0),
// withdrawal.fee_bps (0..10000, default 100), withdrawal.daily_cap (0..1e12, default 2000000; 0 is
// none), withdrawal.hold_days (0..90, default 0), top_up.expires_hours (1..720, default 24),
// idempotency.hours (1..720, default 24).
// auth.bcrypt_cost (8..16, default 12), auth.password_length_min (8..72, default 8),
// auth.access_token_minutes (1..60, default 15), auth.session_days (1..365, default 30),
// auth.email_confirmation (text optional, required; default "optional"),
// auth.one_time_token_minutes (5..1440, default 60).
std::span<const Definition> definitions();

// Accepts a value for a known key within its bounds; `invalid_setting` (detail: key, reason)
// otherwise, also for an unknown key.
Check check_setting(std::string_view key, std::string_view json);

// The values behind valid JSON; a refusal if the value is of another kind.
Result<std::int64_t> read_integer(std::string_view key, std::string_view json);
Result<std::string> read_text(std::string_view key, std::string_view json);

}  // namespace socle::settings
