// Settings: wallets and withdrawals.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr Definition table[] = {
    integer("withdrawal.minimum", 0, amount_max, "1000",
            "Smallest withdrawal, in minor units of the currency of the platform.",
            "Retrait minimal, en unités mineures de la devise de la plateforme."),
    integer("withdrawal.fee", 0, amount_max, "0",
            "Fixed part of the fee of a withdrawal, in minor units of the currency of "
            "the platform.",
            "Part fixe des frais de retrait, en unités mineures de la devise de la plateforme."),
    integer("withdrawal.fee_bps", 0, 10'000, "100",
            "Part of the fee of a withdrawal in basis points of its amount.",
            "Part des frais de retrait en points de base de son montant."),
    integer("withdrawal.daily_cap", 0, amount_max, "2000000",
            "What a wallet may withdraw in a day, in minor units of the currency of the "
            "platform; 0: no cap.",
            "Plafond des retraits d'un portefeuille par jour, en unités mineures de "
            "la devise de la plateforme ; 0 : aucun."),
    integer("withdrawal.hold_days", 0, 90, "0",
            "Days that a credit stays in the wallet before it can be withdrawn.",
            "Jours pendant lesquels un crédit reste dans le portefeuille avant de "
            "pouvoir être retiré."),
    integer("withdrawal.unusual_factor", 2, 1'000, "5",
            "How many times the average of the earlier ones makes a withdrawal unusual.",
            "Multiple de la moyenne des précédents à partir duquel un retrait est inhabituel."),
    integer("withdrawal.unusual_count", 2, 1'000, "5",
            "How many withdrawals of a person in a short time are unusual.",
            "Nombre de retraits d'une personne en peu de temps qui est inhabituel."),
    integer(
        "withdrawal.unusual_hours", 1, 720, "24",
        "Hours that are a short time between withdrawals, and after a change of password.",
        "Heures qui sont peu de temps entre des retraits et après un changement de mot de passe."),
    integer("withdrawal.unusual_days", 1, 3'650, "30",
            "Days that unusual withdrawals are listed; open ones always are.",
            "Jours pendant lesquels les retraits inhabituels sont listés ; ceux en cours le sont "
            "toujours."),
    integer("top_up.expires_hours", 1, 720, "24",
            "Hours that a started top-up waits for its payment.",
            "Heures pendant lesquelles une recharge commencée attend son paiement."),
};

}  // namespace

std::span<const Definition> wallet_settings() { return table; }

}  // namespace socle::settings
