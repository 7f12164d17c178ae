// What people are told of papers, vehicles and offers.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {

std::span<const Template> vehicles_templates() { return {}; }

}  // namespace socle::notifications
