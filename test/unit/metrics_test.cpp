#include <gtest/gtest.h>

#include "domain/metrics/durations.hpp"
#include "domain/metrics/exposition.hpp"

namespace socle::metrics {
namespace {

TEST(Exposition, IsTheTextFormat) {
  Exposition exposition;
  exposition.begin("socle_x_total", "counter", "Two lines\nand a \\.");
  exposition.add({}, 7);
  const Label labels[] = {{"a", "plain"}, {"b", "\"quoted\" \\ \n"}};
  exposition.add(labels, -1);
  exposition.begin("socle_y", "histogram", "Seconds.");
  exposition.add({labels, 1}, 3, "_count");
  exposition.add_us({labels, 1}, 1'000'042, "_sum");
  exposition.add_us({}, -5);
  EXPECT_EQ(exposition.text(),
            "# HELP socle_x_total Two lines\\nand a \\\\.\n# TYPE socle_x_total counter\n"
            "socle_x_total 7\nsocle_x_total{a=\"plain\",b=\"\\\"quoted\\\" \\\\ \\n\"} -1\n"
            "# HELP socle_y Seconds.\n# TYPE socle_y histogram\n"
            "socle_y_count{a=\"plain\"} 3\nsocle_y_sum{a=\"plain\"} 1.000042\nsocle_y -0.000005\n");
}

TEST(Durations, HaveOnePlaceEach) {
  EXPECT_EQ(place_of(0), 0U);
  EXPECT_EQ(place_of(500), 0U);
  EXPECT_EQ(place_of(501), 1U);
  EXPECT_EQ(place_of(5'000'000), duration_places - 2);
  EXPECT_EQ(place_of(5'000'001), duration_places - 1);
  for (std::size_t i = 1; i < bounds.size(); ++i) EXPECT_LT(bounds[i - 1].us, bounds[i].us);
}

}  // namespace
}  // namespace socle::metrics
