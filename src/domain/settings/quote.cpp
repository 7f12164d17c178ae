// Settings: tariffs and quotes.
#include "domain/freight/road.hpp"
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("pricing.road_factor_bps", freight::road_factor_bps_min, freight::road_factor_bps_max,
            "13000", "How much longer roads are than the great circle, in basis points.",
            "Longueur des routes par rapport à l'orthodromie, en points de base."),
    integer("quote.valid_minutes", 5, 10'080, "60", "Minutes that a quote binds the platform.",
            "Durée, en minutes, pendant laquelle un devis engage la plateforme."),
};

}  // namespace

std::span<const Definition> quote_settings() { return table; }

}  // namespace socle::settings
