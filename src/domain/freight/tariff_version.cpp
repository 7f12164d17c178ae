#include "domain/freight/tariff_version.hpp"

#include <limits>
#include <map>
#include <string>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"

namespace socle::freight {
namespace {

constexpr std::int64_t amount_max = std::numeric_limits<money::Minor>::max();
constexpr std::int64_t minutes_per_day = 1'440;
constexpr std::int64_t days_per_week = 7;

Refusal invalid(std::string_view member, std::string_view reason) {
  return Refusal(errors::invalid_value)
      .with("field", "tariff")
      .with("member", member)
      .with("reason", reason);
}

struct Bound {
  std::string_view member;
  std::int64_t value, minimum, maximum;
};

Check check_bound(const Bound& bound) {
  if (bound.value >= bound.minimum && bound.value <= bound.maximum) return {};
  return invalid(bound.member, "out of bounds")
      .with("minimum", bound.minimum)
      .with("maximum", bound.maximum);
}

Check check_numbers(const TariffVersion& tariff) {
  const Bound bounds[] = {
      {"/base", tariff.base, 0, amount_max},
      {"/per_100kg", tariff.per_100kg, 0, amount_max},
      {"/per_m3", tariff.per_m3, 0, amount_max},
      {"/minimum", tariff.minimum, 0, amount_max},
      {"/rounding", tariff.rounding, 1, amount_max},  // a multiple of 0 is always 0
      {"/distance_max_km", tariff.distance_max_km, 1, distance_km_max},
      {"/night/bps", tariff.night.bps, 0, surcharge_bps_max},
      {"/night/from_minute", tariff.night.from_minute, 0, minutes_per_day - 1},
      {"/night/to_minute", tariff.night.to_minute, 0, minutes_per_day},
      {"/weekend/bps", tariff.weekend.bps, 0, surcharge_bps_max},
  };
  for (const Bound& bound : bounds) {
    if (Check within = check_bound(bound); !within) return within;
  }
  if (tariff.night.from_minute == tariff.night.to_minute) {
    return invalid("/night", "begins when it ends");  // never, or always?
  }
  return {};
}

Check check_steps(const std::vector<DistanceStep>& steps) {
  if (steps.size() > distance_steps_max) return invalid("/distance", "too many steps");
  std::int64_t from_km_min = 0;
  for (const DistanceStep& step : steps) {
    if (step.from_km < from_km_min) return invalid("/distance", "not in order");
    if (step.from_km > distance_km_max) return invalid("/distance", "too far");
    if (step.per_km < 0) return invalid("/distance", "a negative amount");
    from_km_min = step.from_km + 1;
  }
  return {};
}

Check check_days(const std::vector<std::int64_t>& days) {
  std::array<bool, days_per_week + 1> seen{};
  for (const std::int64_t day : days) {
    if (day < 1 || day > days_per_week) return invalid("/weekend/days", "not 1 to 7");
    bool& is_there = seen[static_cast<std::size_t>(day)];
    if (is_there) return invalid("/weekend/days", "a day is there twice");
    is_there = true;
  }
  return {};
}

template <class Multipliers>
Check check_multipliers(std::string_view member, const Multipliers& multipliers) {
  for (const auto& bps : multipliers) {
    if (!bps) continue;
    if (Check within = check_bound({member, *bps, 1, multiplier_bps_max}); !within) return within;
  }
  return {};
}

// Takes the values of a document one by one, so that what is left is unknown. Remembers the first
// refusal; after it, the values are of no importance.
class Members {
 public:
  explicit Members(std::string_view json) {
    const bool is_json = json::visit(json, [this](const json::Place& place, json::Value& value) {
      values_.emplace(place.pointer, std::move(value));
    });
    if (!is_json) refuse("", "not JSON");
    take("", json::Kind::object);
  }

  std::int64_t integer(const std::string& pointer) {
    return take(pointer, json::Kind::integer).integer;
  }

  std::optional<std::int64_t> integer_or_null(const std::string& pointer) {
    const auto value = values_.find(pointer);
    if (value == values_.end() || value->second.kind != json::Kind::null) return integer(pointer);
    values_.erase(value);
    return std::nullopt;
  }

  void object(const std::string& pointer) { take(pointer, json::Kind::object); }
  void array(const std::string& pointer) { take(pointer, json::Kind::array); }
  bool has(const std::string& pointer) const { return values_.contains(pointer); }

  Check finish() {
    if (!refusal_ && !values_.empty()) refuse(values_.begin()->first, "unknown member");
    return refusal_ ? Check(*refusal_) : Check();
  }

 private:
  json::Value take(const std::string& pointer, json::Kind kind) {
    const auto place = values_.find(pointer);
    if (place == values_.end()) {
      refuse(pointer, "missing member");
      return {};
    }
    json::Value value = std::move(place->second);
    values_.erase(place);
    if (value.kind != kind) {
      refuse(pointer, kind == json::Kind::integer  ? "not an integer"
                      : kind == json::Kind::object ? "not an object"
                                                   : "not an array");
    }
    return value;
  }

  void refuse(std::string_view pointer, std::string_view reason) {
    if (!refusal_) refusal_ = invalid(pointer, reason);
  }

  std::map<std::string, json::Value> values_;
  std::optional<Refusal> refusal_;
};

template <class Type, std::size_t count>
std::array<std::optional<std::int64_t>, count> read_multipliers(Members& members,
                                                                const std::string& pointer) {
  members.object(pointer);
  std::array<std::optional<std::int64_t>, count> multipliers;
  for (std::size_t number = 0; number < count; ++number) {
    std::string member = pointer + '/';
    member += to_string(static_cast<Type>(number));
    multipliers[number] = members.integer_or_null(member);
  }
  return multipliers;
}

}  // namespace

Check check_tariff(const TariffVersion& tariff) {
  Check checks[] = {
      check_numbers(tariff),
      check_steps(tariff.distance),
      check_days(tariff.weekend.days),
      check_multipliers("/transport_bps", tariff.transport_bps),
      check_multipliers("/vehicle_bps", tariff.vehicle_bps),
  };
  for (Check& check : checks) {
    if (!check) return std::move(check);
  }
  return {};
}

Result<TariffVersion> read_tariff_version(std::string_view json) {
  Members members(json);
  TariffVersion tariff{};
  tariff.base = members.integer("/base");
  tariff.per_100kg = members.integer("/per_100kg");
  tariff.per_m3 = members.integer("/per_m3");
  tariff.minimum = members.integer("/minimum");
  tariff.rounding = members.integer("/rounding");
  tariff.distance_max_km = members.integer("/distance_max_km");
  members.array("/distance");
  for (std::string step = "/distance/0"; members.has(step);
       step = "/distance/" + std::to_string(tariff.distance.size())) {
    members.object(step);
    const std::int64_t from_km = members.integer(step + "/from_km");
    tariff.distance.push_back({from_km, members.integer(step + "/per_km")});
  }
  tariff.transport_bps =
      read_multipliers<TransportType, transport_type_count>(members, "/transport_bps");
  tariff.vehicle_bps = read_multipliers<VehicleType, vehicle_type_count>(members, "/vehicle_bps");
  members.object("/night");
  tariff.night.bps = members.integer("/night/bps");
  tariff.night.from_minute = members.integer("/night/from_minute");
  tariff.night.to_minute = members.integer("/night/to_minute");
  members.object("/weekend");
  tariff.weekend.bps = members.integer("/weekend/bps");
  members.array("/weekend/days");
  for (std::string day = "/weekend/days/0"; members.has(day);
       day = "/weekend/days/" + std::to_string(tariff.weekend.days.size())) {
    tariff.weekend.days.push_back(members.integer(day));
  }

  if (Check known = members.finish(); !known) return known.refusal();
  if (Check within = check_tariff(tariff); !within) return within.refusal();
  if (tariff.distance.empty() || tariff.distance.front().from_km != 0) {
    return invalid("/distance", "does not begin at 0");
  }
  return tariff;
}

}  // namespace socle::freight
