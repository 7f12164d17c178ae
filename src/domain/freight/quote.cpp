#include "domain/freight/quote.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "domain/errors/catalogue.hpp"
#include "domain/freight/quote_texts.hpp"
#include "domain/freight/road.hpp"

namespace socle::freight {
namespace {

__extension__ typedef unsigned __int128 Wide;

// Two multipliers and one sum of surcharges, each in ten thousandths, make amounts of 10^-12 units.
constexpr Wide whole = money::whole_bps;
constexpr Wide unit = whole * whole * whole;
constexpr auto largest = static_cast<Wide>(std::numeric_limits<money::Minor>::max());

// The largest amount, times the largest multipliers and surcharges, stays within 128 bits.
static_assert(~Wide{0} / largest / multiplier_bps_max / multiplier_bps_max >
              whole + Wide{2} * surcharge_bps_max);

constexpr std::int64_t leg_m_max = distance_km_max * 1'000;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

Refusal no_rule(std::string_view dimension) {
  return Refusal(errors::no_tariff_rule).with("dimension", dimension);
}

constexpr Wide divide_up(Wide dividend, Wide divisor) { return (dividend + divisor - 1) / divisor; }

// Lines, and the exact sum that they are the whole units of.
class Bill {
 public:
  Wide exact() const { return exact_; }

  // Grows to the sum `exact` by one line; by none if the whole units stay. Refuses a sum that does
  // not fit.
  Check grow_to(Wide exact, std::string_view code, Texts texts) {
    if (exact / unit > largest) return Refusal(errors::amount_out_of_range).with("line", code);
    const auto amount =
        static_cast<money::Minor>(exact / unit) - static_cast<money::Minor>(exact_ / unit);
    exact_ = exact;
    if (amount != 0) {
      lines_.push_back({code, amount, std::move(texts.french), std::move(texts.english)});
    }
    return {};
  }

  Check add(Wide units, std::string_view code, Texts texts) {
    if (units > largest) return Refusal(errors::amount_out_of_range).with("line", code);
    return grow_to(exact_ + units * unit, code, std::move(texts));
  }

  std::vector<QuoteLine> take_lines() && { return std::move(lines_); }

 private:
  Wide exact_ = 0;
  std::vector<QuoteLine> lines_;
};

Check check_request(const QuoteRequest& request) {
  if (Check known = check_quantity("cargo_weight_kg", request.weight_kg, weight_kg_max); !known) {
    return known;
  }
  if (request.volume_m3) {
    Check known = check_quantity("cargo_volume_m3", *request.volume_m3, volume_m3_max);
    if (!known) return known;
  }
  if (request.legs_m.empty() || request.legs_m.size() > stops_max) {
    return invalid("stops", "not 1 to 20 of them");
  }
  for (const std::int64_t metres : request.legs_m) {
    if (metres < 0 || metres > leg_m_max) {
      return invalid("distance_m", "not between 0 and 100000000");
    }
  }
  if (request.pickup.minute < 0 || request.pickup.minute >= 1'440) {
    return invalid("pickup_minute", "not between 0 and 1439");
  }
  if (request.pickup.weekday < 1 || request.pickup.weekday > 7) {
    return invalid("pickup_weekday", "not between 1 and 7");
  }
  if (request.city_pair_surcharge < 0) return invalid("city_pair_surcharge", "negative");
  return {};
}

std::int64_t sum(const std::vector<std::int64_t>& legs) {
  std::int64_t metres = 0;
  for (const std::int64_t leg : legs) metres += leg;
  return metres;
}

// A line for each step that each leg runs through.
Check add_distance(Bill& bill, const TariffVersion& tariff, const QuoteRequest& request,
                   const Wording& wording) {
  const auto& steps = tariff.distance;
  std::int64_t metres = 0, km = 0;
  auto next_step = steps.begin();  // the first that begins behind `km`
  for (std::size_t leg = 0; leg < request.legs_m.size(); ++leg) {
    metres += request.legs_m[leg];
    const std::int64_t end = (metres + 999) / 1'000;
    while (km < end) {
      while (next_step != steps.end() && next_step->from_km <= km) ++next_step;
      if (next_step == steps.begin()) return no_rule("distance_km").with("value", km);
      const money::Minor per_km = std::prev(next_step)->per_km;
      const std::int64_t step_end =
          next_step == steps.end() ? end : std::min(end, next_step->from_km);
      const std::size_t leg_shown = request.legs_m.size() == 1 ? 0 : leg + 1;
      Check added = bill.add(static_cast<Wide>(step_end - km) * static_cast<Wide>(per_km),
                             "distance", wording.distance(leg_shown, step_end - km, per_km));
      if (!added) return added;
      km = step_end;
    }
  }
  return {};
}

Check add_cargo(Bill& bill, const TariffVersion& tariff, const QuoteRequest& request,
                const Wording& wording) {
  const auto hundreds = static_cast<std::int64_t>(std::ceil(request.weight_kg / 100));
  Check added = bill.add(static_cast<Wide>(hundreds) * static_cast<Wide>(tariff.per_100kg),
                         "weight", wording.weight(hundreds, tariff.per_100kg));
  if (!added || !request.volume_m3) return added;
  const auto cubic_metres = static_cast<std::int64_t>(std::ceil(*request.volume_m3));
  return bill.add(static_cast<Wide>(cubic_metres) * static_cast<Wide>(tariff.per_m3), "volume",
                  wording.volume(cubic_metres, tariff.per_m3));
}

Check multiply(Bill& bill, const TariffVersion& tariff, const QuoteRequest& request,
               const Wording& wording) {
  const auto transport = tariff.transport_bps[static_cast<std::size_t>(request.type)];
  if (!transport) return no_rule("transport_type").with("value", to_string(request.type));
  // The sum is whole still, so it divides.
  Check grown = bill.grow_to(bill.exact() / whole * static_cast<Wide>(*transport), "transport_type",
                             wording.transport_type(request.type, *transport));
  if (!grown || !request.vehicle) return grown;
  const auto vehicle = tariff.vehicle_bps[static_cast<std::size_t>(*request.vehicle)];
  if (!vehicle) return no_rule("vehicle_type").with("value", to_string(*request.vehicle));
  return bill.grow_to(bill.exact() / whole * static_cast<Wide>(*vehicle), "vehicle_type",
                      wording.vehicle_type(*request.vehicle, *vehicle));
}

bool is_night(const NightSurcharge& night, std::int64_t minute) {
  if (night.from_minute < night.to_minute) {
    return minute >= night.from_minute && minute < night.to_minute;
  }
  return minute >= night.from_minute || minute < night.to_minute;
}

bool is_weekend(const WeekendSurcharge& weekend, std::int64_t weekday) {
  return std::find(weekend.days.begin(), weekend.days.end(), weekday) != weekend.days.end();
}

// Both are parts of the same sum: night and weekend do not multiply each other.
Check add_times(Bill& bill, const TariffVersion& tariff, LocalTime pickup, const Wording& wording) {
  const Wide per_bps = bill.exact() / whole;
  if (is_night(tariff.night, pickup.minute)) {
    const Wide part = per_bps * static_cast<Wide>(tariff.night.bps);
    Check grown = bill.grow_to(bill.exact() + part, "night", wording.night(tariff.night));
    if (!grown) return grown;
  }
  if (is_weekend(tariff.weekend, pickup.weekday)) {
    const Wide part = per_bps * static_cast<Wide>(tariff.weekend.bps);
    return bill.grow_to(bill.exact() + part, "weekend", wording.weekend(tariff.weekend.bps));
  }
  return {};
}

Check finish(Bill& bill, const TariffVersion& tariff, const Wording& wording) {
  const Wide minimum = static_cast<Wide>(tariff.minimum) * unit;
  Check lifted =
      bill.grow_to(std::max(bill.exact(), minimum), "minimum", wording.minimum(tariff.minimum));
  if (!lifted) return lifted;
  const Wide multiple = static_cast<Wide>(tariff.rounding) * unit;
  return bill.grow_to(divide_up(bill.exact(), multiple) * multiple, "rounding",
                      wording.rounding(tariff.rounding));
}

Check fill(Bill& bill, const TariffVersion& tariff, const QuoteRequest& request,
           const Wording& wording) {
  Check done = bill.add(static_cast<Wide>(tariff.base), "base", wording.base());
  if (done) done = add_distance(bill, tariff, request, wording);
  if (done) done = add_cargo(bill, tariff, request, wording);
  if (done) done = multiply(bill, tariff, request, wording);
  if (done) done = add_times(bill, tariff, request.pickup, wording);
  if (done) {
    done =
        bill.add(static_cast<Wide>(request.city_pair_surcharge), "city_pair", wording.city_pair());
  }
  if (done) done = finish(bill, tariff, wording);
  return done;
}

}  // namespace

Result<Quote> quote(const TariffVersion& tariff, const QuoteRequest& request,
                    const money::Currency& currency) {
  if (Check known = check_tariff(tariff); !known) return known.refusal();
  if (Check known = check_request(request); !known) return known.refusal();
  const std::int64_t distance = sum(request.legs_m);
  const std::int64_t distance_max = tariff.distance_max_km * 1'000;
  if (distance > distance_max) {
    return Refusal(errors::distance_out_of_range)
        .with("distance_m", distance)
        .with("distance_m_max", distance_max);
  }
  Bill bill;
  if (Check filled = fill(bill, tariff, request, Wording(currency)); !filled) {
    return Refusal(filled.refusal());
  }
  const auto price = static_cast<money::Minor>(bill.exact() / unit);
  if (price == 0) return no_rule("price").with("value", 0);
  return Quote{price, distance, std::move(bill).take_lines()};
}

std::string lines_json(std::span<const QuoteLine> lines) {
  std::string json = "[";
  for (const QuoteLine& line : lines) {
    json += json.size() > 1 ? ",{\"code\":" : "{\"code\":";
    append_json_string(json, line.code);
    json += ",\"amount\":" + std::to_string(line.amount) + ",\"text_fr\":";
    append_json_string(json, line.text_fr);
    json += ",\"text_en\":";
    append_json_string(json, line.text_en);
    json += '}';
  }
  return json + ']';
}

}  // namespace socle::freight
