#include "domain/freight/tariff.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"

namespace socle::freight {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr std::int64_t percent_min = 100;
constexpr std::int64_t percent_max = 1'000;

// Longer than any road, and short enough that no product below leaves 128 bits.
constexpr std::int64_t distance_m_max = 100'000'000;

// One member of the setting: where it goes and what it may be.
struct AmountMember {
  std::string_view name;
  money::Minor Tariff::*field;
  std::int64_t minimum;
};

struct PercentMember {
  std::string_view name;
  int Tariff::*field;
};

constexpr AmountMember amount_members[] = {
    {"base", &Tariff::base, 0},
    {"per_km", &Tariff::per_km, 0},
    {"per_tonne_km", &Tariff::per_tonne_km, 0},
    {"minimum", &Tariff::minimum, 0},
    {"rounding", &Tariff::rounding, 1},  // a multiple of 0 is always 0
};

constexpr PercentMember percent_members[] = {
    {"express_percent", &Tariff::express_percent},
    {"fragile_percent", &Tariff::fragile_percent},
    {"refrigerated_percent", &Tariff::refrigerated_percent},
    {"hazardous_percent", &Tariff::hazardous_percent},
};

constexpr std::size_t member_count = std::size(amount_members) + std::size(percent_members);

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_setting).with("key", "pricing.tariff").with("reason", reason);
}

Result<std::int64_t> read_member(const json::Document& document, std::string_view name,
                                 std::int64_t minimum, std::int64_t maximum) {
  const json::Value* value = document.find(name);
  if (value == nullptr) return invalid("missing member").with("member", name);
  if (value->kind != json::Kind::integer) return invalid("not an integer").with("member", name);
  if (value->integer < minimum || value->integer > maximum) {
    return invalid("out of bounds")
        .with("member", name)
        .with("minimum", minimum)
        .with("maximum", maximum);
  }
  return value->integer;
}

int percent_of(const Tariff& tariff, TransportType type) {
  switch (type) {
    case TransportType::standard:
      return 100;
    case TransportType::express:
      return tariff.express_percent;
    case TransportType::fragile:
      return tariff.fragile_percent;
    case TransportType::refrigerated:
      return tariff.refrigerated_percent;
    case TransportType::hazardous:
      return tariff.hazardous_percent;
  }
  return 100;
}

constexpr Wide divide_up(Wide dividend, Wide divisor) { return (dividend + divisor - 1) / divisor; }

}  // namespace

Result<Tariff> read_tariff(std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::object) return invalid("not an object");
  Tariff tariff{};
  for (const AmountMember& member : amount_members) {
    const auto amount = read_member(*document, member.name, member.minimum,
                                    std::numeric_limits<money::Minor>::max());
    if (!amount) return amount.refusal();
    tariff.*member.field = amount.value();
  }
  for (const PercentMember& member : percent_members) {
    const auto percent = read_member(*document, member.name, percent_min, percent_max);
    if (!percent) return percent.refusal();
    tariff.*member.field = static_cast<int>(percent.value());
  }
  // All known members are there, none of them twice: one more is unknown.
  if (document->members.size() != member_count) return invalid("unknown member");
  return tariff;
}

Result<money::Minor> price(const Tariff& tariff, TransportType type, std::int64_t distance_m,
                           double weight_kg) {
  if (distance_m < 0 || distance_m > distance_m_max) {
    return Refusal(errors::invalid_value)
        .with("field", "distance_m")
        .with("reason", "not between 0 and 100000000");
  }
  if (!(weight_kg > 0 && weight_kg <= weight_kg_max)) {
    return Refusal(errors::invalid_value)
        .with("field", "cargo_weight_kg")
        .with("reason", "not positive or too large");
  }
  constexpr Wide weight_units_per_tonne = 100;
  const auto kilometres = static_cast<Wide>((distance_m + 999) / 1'000);
  const auto weight_units = static_cast<Wide>(std::ceil(weight_kg / 10));

  // In hundredths of a minor unit, so that nothing is rounded before the end.
  const Wide standard =
      (static_cast<Wide>(tariff.base) + static_cast<Wide>(tariff.per_km) * kilometres) *
          weight_units_per_tonne +
      static_cast<Wide>(tariff.per_tonne_km) * weight_units * kilometres;
  const Wide scaled = standard * static_cast<Wide>(percent_of(tariff, type));
  const Wide exact = divide_up(scaled, weight_units_per_tonne * 100);

  const auto rounding = static_cast<Wide>(tariff.rounding);
  const Wide total =
      divide_up(std::max(exact, static_cast<Wide>(tariff.minimum)), rounding) * rounding;
  if (total > static_cast<Wide>(std::numeric_limits<money::Minor>::max())) {
    return Refusal(errors::amount_out_of_range);
  }
  return static_cast<money::Minor>(total);
}

}  // namespace socle::freight
