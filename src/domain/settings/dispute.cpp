// Settings: disputes and ratings.
#include "domain/settings/areas.hpp"

namespace socle::settings {

std::span<const Definition> dispute_settings() { return {}; }

}  // namespace socle::settings
