// What people are told, in two languages.
#include "domain/gather.hpp"
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr std::span<const Template> (*areas[])() = {
    requests_templates, vehicles_templates, tracking_templates, delivery_templates,
    disputes_templates, money_templates,    accounts_templates};

}  // namespace

std::span<const Template> templates() {
  static const std::vector<Template> all = gather(areas);
  return all;
}

}  // namespace socle::notifications
