#include "domain/tracking/geojson.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <vector>

#include "domain/json.hpp"

namespace socle::tracking {
namespace {

constexpr int decimals = 6;
constexpr double half_step = 0.5e-6;

// Numbers too small for the decimals would be written as -0.
void append_number(std::string& text, double number) {
  std::array<char, 32> digits;
  const double shown = std::abs(number) <= half_step ? 0 : number;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), shown,
                                 std::chars_format::fixed, decimals);
  text.append(digits.data(), end.ptr);
}

void append_position(std::string& text, Point point) {
  text += '[';
  append_number(text, point.lng);
  text += ',';
  append_number(text, point.lat);
  text += ']';
}

void append_positions(std::string& text, std::span<const Point> points) {
  text += '[';
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0) text += ',';
    append_position(text, points[i]);
  }
  text += ']';
}

using Line = std::vector<Point>;

// A line that begins or ends at the antimeridian leaves a piece of one place: it is dropped.
bool is_line(const Line& line) {
  return line.size() > 2 || (line.size() == 2 && line[0] != line[1]);
}

std::vector<Line> cut(std::span<const Point> points) {
  std::vector<Line> lines(1);
  Point before = points.front();
  for (const Point& point : points) {
    const double step = point.lng - before.lng;
    if (std::abs(step) > 180) {
      const double side = step < 0 ? 180 : -180;  // eastwards, the line leaves at +180
      const double width = wrap_lng(step);
      const double fraction = width == 0 ? 0 : (side - before.lng) / width;
      const double lat = before.lat + fraction * (point.lat - before.lat);
      lines.back().push_back({lat, side});
      if (!is_line(lines.back())) lines.pop_back();
      lines.push_back({{lat, -side}});
    }
    lines.back().push_back(point);
    before = point;
  }
  if (lines.size() > 1 && !is_line(lines.back())) lines.pop_back();
  return lines;
}

}  // namespace

std::string line_geometry(std::span<const Point> points) {
  if (points.empty()) return "null";
  std::string text;
  text.reserve(64 + points.size() * 24);
  if (points.size() == 1) {
    text = R"({"type":"Point","coordinates":)";
    append_position(text, points[0]);
    return text += '}';
  }
  const std::vector<Line> lines = cut(points);
  if (lines.size() == 1) {
    text = R"({"type":"LineString","coordinates":)";
    append_positions(text, lines[0]);
    return text += '}';
  }
  text = R"({"type":"MultiLineString","coordinates":[)";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += ',';
    append_positions(text, lines[i]);
  }
  return text += "]}";
}

std::string track_geometry(std::span<const Row> counted) {
  std::vector<Point> points;
  points.reserve(counted.size());
  for (const Row& row : counted) points.push_back(row.fix.at);
  return line_geometry(points);
}

std::string feature(std::string_view geometry, std::string_view properties) {
  std::string text = R"({"type":"Feature","geometry":)";
  text.append(geometry);
  text.append(R"(,"properties":)");
  text.append(properties);
  return text += '}';
}

std::optional<std::vector<Point>> read_points(std::string_view json) {
  std::vector<Point> points;
  std::size_t numbers = 2;  // of the point that was begun last
  bool is_good = true;
  const bool is_json = json::visit(json, [&](const json::Place& place, const json::Value& value) {
    if (place.depth < 2) {
      is_good = is_good && value.kind == json::Kind::array && numbers == 2;
      if (place.depth == 1) {
        points.push_back({});
        numbers = 0;
      }
      return;
    }
    double number = 0;
    const char* const end = value.text.data() + value.text.size();
    const bool is_number = value.kind == json::Kind::integer || value.kind == json::Kind::number;
    is_good = is_good && place.depth == 2 && numbers < 2 && is_number &&
              std::from_chars(value.text.data(), end, number).ec == std::errc();
    if (is_good) (numbers++ == 0 ? points.back().lng : points.back().lat) = number;
  });
  if (!is_json || !is_good || numbers != 2) return std::nullopt;
  return points;
}

Point city_position(Point point) {
  // -0.04 would become -0.
  return {std::round(point.lat * 10) / 10 + 0.0, std::round(point.lng * 10) / 10 + 0.0};
}

}  // namespace socle::tracking
