// Settings: accounts and log-in.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view confirmations[] = {"optional", "required"};

constexpr Definition table[] = {
    integer("auth.bcrypt_cost", 8, 16, "12",
            "Cost of hashing a password: each step doubles the time of a log-in.",
            "Coût du hachage d'un mot de passe : chaque cran double la durée d'une "
            "connexion."),
    integer("auth.password_length_min", 8, 72, "8", "Characters that a new password has at least.",
            "Nombre minimal de caractères d'un nouveau mot de passe."),
    integer("auth.access_token_minutes", 1, 60, "15", "Minutes that an access token is valid.",
            "Durée de validité d'un jeton d'accès, en minutes."),
    integer("auth.session_days", 1, 365, "30", "Days after its last use that a session ends.",
            "Jours après sa dernière utilisation au bout desquels une session prend "
            "fin."),
    choice("auth.email_confirmation", confirmations, "\"optional\"",
           "Whether people confirm their e-mail address before they can log in.",
           "Confirmation de l'adresse e-mail exigée ou non avant de pouvoir se "
           "connecter."),
    integer("auth.one_time_token_minutes", 5, 1440, "60",
            "Minutes that a link for confirming an address or resetting a password is "
            "valid.",
            "Durée de validité, en minutes, d'un lien de confirmation ou de "
            "réinitialisation."),
};

}  // namespace

std::span<const Definition> account_settings() { return table; }

}  // namespace socle::settings
