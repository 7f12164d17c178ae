// Settings: the audit trail.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("audit.retention_days", 30, 36'500, "3650", "Days that the audit trail is kept.",
            "Jours de conservation du journal d'audit."),
    integer("audit.errors_days", 1, 3'650, "30", "Days that reports of errors are kept.",
            "Jours de conservation des rapports d'erreurs."),
};

}  // namespace

std::span<const Definition> audit_settings() { return table; }

}  // namespace socle::settings
