// What the lines of a quote say. Requirement A-29: explained in French and English.
#include <gtest/gtest.h>

#include "tariffs.hpp"

namespace socle::freight {
namespace {

using test::franc;
using test::standard_request;
using test::standard_tariff;

TEST(QuoteTexts, ExplainEachLineInBothLanguages) {
  QuoteRequest request = standard_request();
  request.legs_m = {100'000, 12'000};
  request.type = TransportType::express;
  request.vehicle = VehicleType::truck;
  request.volume_m3 = 12;
  request.pickup = {0, 7};
  request.city_pair_surcharge = 1;
  const std::pair<std::string_view, std::string_view> expected[] = {
      {"Prise en charge", "Base price"},
      {"Étape 1\u00A0: 100\u00A0km × 150\u00A0FCFA", "Leg 1: 100\u00A0km × 150 FCFA"},
      {"Étape 2\u00A0: 12\u00A0km × 120\u00A0FCFA", "Leg 2: 12\u00A0km × 120 FCFA"},
      {"Poids\u00A0: 10\u00A0× 100 kg × 200\u00A0FCFA", "Weight: 10\u00A0× 100 kg × 200 FCFA"},
      {"Volume\u00A0: 12\u00A0m³ × 500\u00A0FCFA", "Volume: 12\u00A0m³ × 500 FCFA"},
      {"Express\u00A0: +50\u00A0%", "Express: +50%"},
      {"Camion\u00A0: +25\u00A0%", "Truck: +25%"},
      {"Nuit (de 22:00 à 06:00)\u00A0: +20\u00A0%", "Night (22:00 to 06:00): +20%"},
      {"Week-end\u00A0: +10\u00A0%", "Weekend: +10%"},
      {"Supplément pour ce trajet", "Surcharge between these cities"},
      {"Arrondi par 50\u00A0FCFA", "Rounded up to a multiple of 50 FCFA"},
  };
  const Quote result = quote(standard_tariff(), request, franc).value();
  ASSERT_EQ(result.lines.size(), std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(result.lines[i].text_fr, expected[i].first);
    EXPECT_EQ(result.lines[i].text_en, expected[i].second);
  }
}

TEST(QuoteTexts, WriteFractionsOfAPercentAndLargeNumbersAsEachLanguageDoes) {
  TariffVersion tariff = standard_tariff();
  tariff.transport_bps[0] = 8'755;
  tariff.vehicle_bps[0] = 12'550;
  tariff.minimum = 1'234'567;
  QuoteRequest request = standard_request();
  request.legs_m = {1'234'000};
  request.vehicle = VehicleType::moto;
  const auto lines = quote(tariff, request, franc).value().lines;
  EXPECT_EQ(lines[2].text_fr, "1\u00A0134\u00A0km × 120\u00A0FCFA");
  EXPECT_EQ(lines[2].text_en, "1,134\u00A0km × 120 FCFA");
  EXPECT_EQ(lines[4].text_fr, "Standard\u00A0: -12,45\u00A0%");
  EXPECT_EQ(lines[4].text_en, "Standard: -12.45%");
  EXPECT_EQ(lines[5].text_fr, "Moto\u00A0: +25,5\u00A0%");
  EXPECT_EQ(lines[5].text_en, "Motorcycle: +25.5%");
  EXPECT_EQ(lines[6].text_fr, "Complément au minimum de 1\u00A0234\u00A0567\u00A0FCFA");
  EXPECT_EQ(lines[6].text_en, "Up to the minimum of 1,234,567 FCFA");
}

TEST(QuoteTexts, AreWrittenAsJson) {
  const QuoteLine lines[] = {{"base", 2'000, "a \"b\"", "c"}, {"rounding", -1, "é", "d"}};
  EXPECT_EQ(lines_json(lines),
            R"([{"code":"base","amount":2000,"text_fr":"a \"b\"","text_en":"c"},)"
            R"({"code":"rounding","amount":-1,"text_fr":"é","text_en":"d"}])");
  EXPECT_EQ(lines_json({}), "[]");
}

}  // namespace
}  // namespace socle::freight
