// Settings: the audit trail.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("audit.retention_days", 30, 36'500, "3650", "Days that the audit trail is kept.",
            "Jours de conservation du journal d'audit."),
};

}  // namespace

std::span<const Definition> audit_settings() { return table; }

}  // namespace socle::settings
