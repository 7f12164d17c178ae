// Settings: the event stream.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("events.retention_hours", 1, 8'760, "72",
            "Hours that events are kept; whole days are dropped.",
            "Heures de conservation des événements ; ils sont supprimés par jours entiers."),
};

}  // namespace

std::span<const Definition> event_settings() { return table; }

}  // namespace socle::settings
