// Settings: how many requests somebody may make.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view switches[] = {"on", "off"};
constexpr std::int64_t per_hour_max = 10'000'000;
constexpr std::int64_t burst_max = 1'000'000;

constexpr Definition table[] = {
    choice("limits.enabled", switches, "\"on\"",
           "Whether requests are counted and refused when there are too many.",
           "Comptage des requêtes, et refus quand il y en a trop."),
    integer("limits.reads_per_hour", 0, per_hour_max, "72000",
            "Reading requests of a person in an hour; 0: no limit.",
            "Lectures d'une personne par heure ; 0 : sans limite."),
    integer("limits.reads_burst", 1, burst_max, "2000", "The same at once.",
            "Les mêmes d'un seul coup."),
    integer("limits.writes_per_hour", 0, per_hour_max, "36000",
            "Writing requests of a person in an hour; 0: no limit.",
            "Écritures d'une personne par heure ; 0 : sans limite."),
    integer("limits.writes_burst", 1, burst_max, "1000", "The same at once.",
            "Les mêmes d'un seul coup."),
    integer("limits.money_per_hour", 0, per_hour_max, "7200",
            "Calls of a person in an hour that move money or bind the parties; 0: no limit.",
            "Appels d'une personne par heure qui déplacent de l'argent ou engagent les parties ; "
            "0 : sans limite."),
    integer("limits.money_burst", 1, burst_max, "600", "The same at once.",
            "Les mêmes d'un seul coup."),
    integer("limits.sign_in_per_hour", 0, per_hour_max, "3600",
            "Calls of an address in an hour that sign up, in, or change passwords; 0: no limit.",
            "Inscriptions, connexions et changements de mot de passe d'une adresse par heure ; "
            "0 : sans limite."),
    integer("limits.sign_in_burst", 1, burst_max, "300", "The same at once.",
            "Les mêmes d'un seul coup."),
    integer("limits.anonymous_per_hour", 0, per_hour_max, "36000",
            "Other requests of an address in an hour without a token; 0: no limit.",
            "Autres requêtes sans jeton d'une adresse par heure ; 0 : sans limite."),
    integer("limits.anonymous_burst", 1, burst_max, "1000", "The same at once.",
            "Les mêmes d'un seul coup."),
    integer("limits.staff_per_hour", 0, per_hour_max, "360000",
            "Requests of a member of staff in an hour; 0: no limit.",
            "Requêtes d'un membre de l'équipe par heure ; 0 : sans limite."),
    integer("limits.staff_burst", 1, burst_max, "10000", "The same at once.",
            "Les mêmes d'un seul coup."),
};

}  // namespace

std::span<const Definition> limit_settings() { return table; }

}  // namespace socle::settings
