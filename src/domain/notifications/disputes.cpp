// What people are told of disputes and ratings.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {

std::span<const Template> disputes_templates() { return {}; }

}  // namespace socle::notifications
