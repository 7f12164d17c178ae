// Settings: tariffs and quotes.
#include "domain/settings/areas.hpp"

namespace socle::settings {

std::span<const Definition> quote_settings() { return {}; }

}  // namespace socle::settings
