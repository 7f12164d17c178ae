// What people are told of journeys.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {

std::span<const Template> tracking_templates() { return {}; }

}  // namespace socle::notifications
