#include "domain/freight/stops.hpp"

#include <charconv>
#include <map>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"

namespace socle::freight {
namespace {

Refusal invalid(std::string_view member, std::string_view reason) {
  return Refusal(errors::invalid_value)
      .with("field", "stops")
      .with("member", member)
      .with("reason", reason);
}

using Values = std::map<std::string, json::Value>;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

Result<std::string> take_text(Values& values, const std::string& pointer, std::size_t bytes_max,
                              StopNames names) {
  const auto found = values.find(pointer);
  const bool is_missing = found == values.end() || found->second.kind == json::Kind::null;
  json::Value value;
  if (found != values.end()) {
    value = std::move(found->second);
    values.erase(found);
  }
  if (is_missing) {
    if (names == StopNames::required) return invalid(pointer, "missing member");
    return std::string();
  }
  if (value.kind != json::Kind::string) return invalid(pointer, "not a text");
  if (is_blank(value.text)) return invalid(pointer, "blank");
  if (value.text.size() > bytes_max) return invalid(pointer, "too long");
  return std::move(value.text);
}

Result<double> take_degrees(Values& values, const std::string& pointer) {
  const auto found = values.find(pointer);
  if (found == values.end()) return invalid(pointer, "missing member");
  const json::Value value = std::move(found->second);
  values.erase(found);
  if (value.kind != json::Kind::integer && value.kind != json::Kind::number) {
    return invalid(pointer, "not a number");
  }
  double degrees = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, degrees);
  if (read.ec != std::errc() || read.ptr != end) return invalid(pointer, "not a number");
  return degrees;
}

Result<Stop> take_stop(Values& values, const std::string& pointer, StopNames names) {
  if (values.extract(pointer).mapped().kind != json::Kind::object) {
    return invalid(pointer, "not an object");
  }
  auto address = take_text(values, pointer + "/address", address_bytes_max, names);
  if (!address) return address.refusal();
  auto city = take_text(values, pointer + "/city", city_bytes_max, names);
  if (!city) return city.refusal();
  const auto lat = take_degrees(values, pointer + "/lat");
  if (!lat) return lat.refusal();
  const auto lng = take_degrees(values, pointer + "/lng");
  if (!lng) return lng.refusal();
  const Place place{lat.value(), lng.value()};
  if (Check known = check_place("lat", "lng", place); !known) {
    return invalid(pointer, "no place on earth");
  }
  return Stop{std::move(address.value()), std::move(city.value()), place};
}

}  // namespace

Result<std::vector<Stop>> read_stops(std::string_view json, StopNames names) {
  Values values;
  const bool is_json = json::visit(json, [&](const json::Place& place, json::Value& value) {
    values.emplace(place.pointer, std::move(value));
  });
  const auto root = values.find("");
  if (!is_json || root == values.end() || root->second.kind != json::Kind::array) {
    return invalid("", "not an array");
  }
  values.erase(root);
  std::vector<Stop> stops;
  for (std::string pointer = "/0"; values.contains(pointer);
       pointer = "/" + std::to_string(stops.size())) {
    if (stops.size() == stops_between_max) return invalid(pointer, "more than 19 stops");
    auto stop = take_stop(values, pointer, names);
    if (!stop) return stop.refusal();
    stops.push_back(std::move(stop.value()));
  }
  if (!values.empty()) return invalid(values.begin()->first, "unknown member");
  return stops;
}

}  // namespace socle::freight
