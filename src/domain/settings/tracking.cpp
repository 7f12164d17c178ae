// Settings: positions, geofences and arrival.
#include "domain/settings/areas.hpp"

namespace socle::settings {

std::span<const Definition> tracking_settings() { return {}; }

}  // namespace socle::settings
