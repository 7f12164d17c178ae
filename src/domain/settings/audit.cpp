// Settings: the audit trail.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("audit.retention_days", 30, 36'500, "3650", "Days that the audit trail is kept.",
            "Jours de conservation du journal d'audit."),
    integer("audit.errors_days", 1, 3'650, "30", "Days that reports of errors are kept.",
            "Jours de conservation des rapports d'erreurs."),
    integer("audit.anomaly_hours", 1, 720, "24",
            "Hours back in which refused attempts are counted together.",
            "Heures pendant lesquelles les tentatives refusées sont comptées ensemble."),
    integer("audit.refused_attempts", 1, 1'000'000, "50",
            "Refused attempts of a person or an address from which on admins see them listed.",
            "Tentatives refusées d'une personne ou d'une adresse à partir desquelles elles sont "
            "signalées aux administrateurs."),
};

}  // namespace

std::span<const Definition> audit_settings() { return table; }

}  // namespace socle::settings
