// What people are told of pick-up, delivery and cancellation.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {

std::span<const Template> delivery_templates() { return {}; }

}  // namespace socle::notifications
