// Settings: vehicles, papers, offers and matching.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view required_documents[] = {"none", "vehicle", "all"};

constexpr Definition table[] = {
    choice("vehicle.required_documents", required_documents, "\"vehicle\"",
           "Papers that an assignment asks for, valid to the end of the job: none, those of the "
           "vehicle, or those of the transporter too.",
           "Pièces exigées pour une assignation, valables jusqu'à la fin de la course : aucune, "
           "celles du véhicule, ou aussi celles du transporteur."),
    integer("vehicle.offer_hours", 1, 720, "48", "Hours that an offer stays open.",
            "Heures pendant lesquelles une offre reste ouverte."),
    integer("vehicle.position_max_age_hours", 1, 720, "24",
            "Hours after which the last known position of a vehicle no longer counts in a search.",
            "Heures après lesquelles la dernière position connue d'un véhicule ne compte plus "
            "dans une recherche."),
};

}  // namespace

std::span<const Definition> vehicle_settings() { return table; }

}  // namespace socle::settings
