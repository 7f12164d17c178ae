// Settings: positions, geofences and arrival.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("tracking.accuracy_max_m", 10, 10'000, "200",
            "Metres; a position that is less accurate does not count.",
            "Mètres ; une position moins précise ne compte pas."),
    integer("tracking.speed_max_kmh", 20, 1'000, "216",
            "km/h that no vehicle exceeds; a jump between positions does not count.",
            "km/h qu'aucun véhicule ne dépasse ; un saut entre deux positions ne compte pas."),
    integer(
        "tracking.arrival_radius_m", 50, 50'000, "500",
        "Metres from pick-up, stop or delivery at which a vehicle has arrived; it leaves at 1.5 "
        "times as many. Holds for jobs assigned from now on.",
        "Mètres autour d'un lieu où le véhicule est arrivé ; il en repart à 1,5 fois autant. "
        "Vaut pour les courses confiées désormais."),
    integer("tracking.deviation_m", 500, 200'000, "5000",
            "Metres off the planned way at which staff are alerted; at least 15 % of the way where "
            "no corridor is drawn.",
            "Mètres d'écart à l'itinéraire qui alertent l'équipe ; au moins 15 % du trajet sans "
            "couloir tracé."),
    integer("tracking.stop_alert_minutes", 5, 1'440, "60",
            "Minutes of standing, elsewhere than at the job's places, at which staff are alerted.",
            "Minutes d'arrêt, hors des lieux de la course, qui alertent l'équipe."),
    integer("tracking.stale_minutes", 1, 1'440, "15",
            "Minutes after which a position says nothing about the arrival any more.",
            "Minutes après lesquelles une position ne dit plus rien de l'arrivée."),
    integer("tracking.retention_months", 1, 120, "12", "Months for which positions are kept.",
            "Mois pendant lesquels les positions sont conservées."),
};

}  // namespace

std::span<const Definition> tracking_settings() { return table; }

}  // namespace socle::settings
