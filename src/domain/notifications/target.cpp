#include "domain/notifications/target.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"

namespace socle::notifications {
namespace {

constexpr std::string_view roles[] = {"client", "transporter", "moderator", "admin"};

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", "target").with("reason", reason);
}

Result<Target> read_people(std::string_view json) {
  Target target{TargetKind::people};
  bool is_sound = true;
  json::visit(json, [&](const json::Place& place, json::Value& value) {
    if (place.depth < 2) return;
    const auto id = parse_uuid(value.text);
    if (place.depth > 2 || value.kind != json::Kind::string || !id)
      is_sound = false;
    else
      target.people.push_back(*id);
  });
  if (!is_sound || target.people.empty()) return invalid("people: not a list of ids");
  if (target.people.size() > target_people_max)
    return invalid("people: too many").with("maximum", target_people_max);
  return target;
}

}  // namespace

Result<Target> read_target(std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::object || document->members.size() != 1)
    return invalid("not one of people, role, request and everyone");
  const auto& [name, value] = document->members.front();
  if (name == "people" && value.kind == json::Kind::array) return read_people(json);
  if (name == "role" && value.kind == json::Kind::string) {
    if (std::find(std::begin(roles), std::end(roles), value.text) == std::end(roles))
      return invalid("role: unknown").with_texts("known", roles);
    return Target{TargetKind::role, {}, value.text};
  }
  if (name == "request" && value.kind == json::Kind::string) {
    const auto id = parse_uuid(value.text);
    if (!id) return invalid("request: not an id");
    return Target{TargetKind::request, {}, {}, *id};
  }
  if (name == "everyone" && value.kind == json::Kind::boolean && value.integer == 1)
    return Target{};
  return invalid("not one of people, role, request and everyone");
}

}  // namespace socle::notifications
