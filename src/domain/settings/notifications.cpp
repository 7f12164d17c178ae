// Settings: notifications.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("notifications.retention_days", 1, 3'650, "180",
            "Days that notifications are kept, read or not.",
            "Jours de conservation des notifications, lues ou non."),
};

}  // namespace

std::span<const Definition> notification_settings() { return table; }

}  // namespace socle::settings
