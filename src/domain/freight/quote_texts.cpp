#include "domain/freight/quote_texts.hpp"

#include <string_view>

namespace socle::freight {
namespace {

constexpr std::string_view no_break_space = "\u00A0";

struct Word {
  std::string_view french, english;
};

// The words stand at the position of their enumerator.
constexpr Word transport_types[] = {
    {"Standard", "Standard"},
    {"Express", "Express"},
    {"Fragile", "Fragile"},
    {"Sous froid", "Refrigerated"},
    {"Matières dangereuses", "Hazardous goods"},
};
constexpr Word vehicle_types[] = {
    {"Moto", "Motorcycle"}, {"Voiture", "Car"},      {"Camionnette", "Van"},
    {"Camion", "Truck"},    {"Remorque", "Trailer"},
};

// "+50 %", "-12,5 %" (fr), "+50%", "-12.5%" (en). `bps` is what is added.
std::string percent(std::int64_t bps, bool is_french) {
  const std::int64_t size = bps < 0 ? -bps : bps;
  std::string text = bps < 0 ? "-" : "+";
  text += std::to_string(size / 100);
  if (const std::int64_t hundredths = size % 100; hundredths != 0) {
    text += is_french ? ',' : '.';
    text += std::to_string(hundredths / 10);
    if (hundredths % 10 != 0) text += std::to_string(hundredths % 10);
  }
  if (is_french) text += no_break_space;
  return text + '%';
}

// The colon of French stands apart.
std::string french_colon() { return std::string(no_break_space) + ": "; }

Texts with_percent(Word word, std::int64_t bps) {
  return {std::string(word.french) + french_colon() + percent(bps, true),
          std::string(word.english) + ": " + percent(bps, false)};
}

std::string clock(std::int64_t minute_of_day) {
  const auto two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return two_digits(minute_of_day / 60) + ':' + two_digits(minute_of_day % 60);
}

// "12 500": grouped like an amount, of which only the digits are wanted.
std::string number(std::int64_t count, std::string_view locale) {
  const money::Currency plain{"", 0, ""};
  const std::string text = money::format(count, plain, locale);
  const std::string_view gap = locale == "en" ? std::string_view(" ") : no_break_space;
  return text.substr(0, text.size() - gap.size());
}

}  // namespace

Texts Wording::times(std::int64_t count, const std::string& unit, money::Minor amount) const {
  const std::string between = std::string(no_break_space) + unit + " × ";
  return {number(count, "fr") + between + money::format(amount, currency_, "fr"),
          number(count, "en") + between + money::format(amount, currency_, "en")};
}

Texts Wording::base() const { return {"Prise en charge", "Base price"}; }

Texts Wording::distance(std::size_t leg, std::int64_t km, money::Minor per_km) const {
  Texts texts = times(km, "km", per_km);
  if (leg == 0) return texts;
  const std::string number_of_leg = std::to_string(leg);
  return {"Étape " + number_of_leg + french_colon() + texts.french,
          "Leg " + number_of_leg + ": " + texts.english};
}

Texts Wording::weight(std::int64_t hundreds, money::Minor per_100kg) const {
  Texts texts = times(hundreds, "× 100 kg", per_100kg);
  return {"Poids" + french_colon() + texts.french, "Weight: " + texts.english};
}

Texts Wording::volume(std::int64_t cubic_metres, money::Minor per_m3) const {
  Texts texts = times(cubic_metres, "m³", per_m3);
  return {"Volume" + french_colon() + texts.french, "Volume: " + texts.english};
}

Texts Wording::transport_type(TransportType type, std::int64_t multiplier_bps) const {
  return with_percent(transport_types[static_cast<std::size_t>(type)],
                      multiplier_bps - money::whole_bps);
}

Texts Wording::vehicle_type(VehicleType type, std::int64_t multiplier_bps) const {
  return with_percent(vehicle_types[static_cast<std::size_t>(type)],
                      multiplier_bps - money::whole_bps);
}

Texts Wording::night(const NightSurcharge& night) const {
  const std::string from = clock(night.from_minute), to = clock(night.to_minute);
  return {"Nuit (de " + from + " à " + to + ")" + french_colon() + percent(night.bps, true),
          "Night (" + from + " to " + to + "): " + percent(night.bps, false)};
}

Texts Wording::weekend(std::int64_t bps) const {
  return with_percent({"Week-end", "Weekend"}, bps);
}

Texts Wording::city_pair() const {
  return {"Supplément pour ce trajet", "Surcharge between these cities"};
}

Texts Wording::minimum(money::Minor amount) const {
  return {"Complément au minimum de " + money::format(amount, currency_, "fr"),
          "Up to the minimum of " + money::format(amount, currency_, "en")};
}

Texts Wording::rounding(money::Minor multiple) const {
  return {"Arrondi par " + money::format(multiple, currency_, "fr"),
          "Rounded up to a multiple of " + money::format(multiple, currency_, "en")};
}

}  // namespace socle::freight
