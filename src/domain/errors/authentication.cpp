#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition invalid_credentials{
    "invalid_credentials",
    "PT401",
    401,
    "the e-mail address or the password is not right",
    "l'adresse e-mail ou le mot de passe est incorrect",
    "Check both, or ask for a password reset.",
    "Vérifiez les deux ou demandez la réinitialisation du mot de passe.",
};

constexpr ErrorDefinition email_not_confirmed{
    "email_not_confirmed",
    "PT403",
    403,
    "the e-mail address is not confirmed",
    "l'adresse e-mail n'est pas confirmée",
    "Open the link that was sent to the address, or ask for another one.",
    "Ouvrez le lien envoyé à cette adresse ou demandez-en un autre.",
};

constexpr ErrorDefinition session_revoked{
    "session_revoked",
    "PT401",
    401,
    "the session has ended",
    "la session est terminée",
    "Sign in again.",
    "Reconnectez-vous.",
};

constexpr ErrorDefinition invalid_refresh_token{
    "invalid_refresh_token",
    "PT401",
    401,
    "the refresh token is not valid",
    "le jeton de renouvellement n'est pas valide",
    "Sign in again to begin a new session.",
    "Reconnectez-vous pour commencer une nouvelle session.",
};

constexpr ErrorDefinition refresh_token_reused{
    "refresh_token_reused",
    "PT401",
    401,
    "the refresh token was used before, so its session was ended",
    "le jeton de renouvellement a déjà servi ; sa session a été fermée",
    "Sign in again, and change the password if the token may have been stolen.",
    "Reconnectez-vous et changez de mot de passe si le jeton a pu être volé.",
};

constexpr ErrorDefinition invalid_one_time_token{
    "invalid_one_time_token",
    "PT422",
    422,
    "the link is not valid, has expired or was used before",
    "le lien n'est pas valide, a expiré ou a déjà servi",
    "Ask for a new link; each works once, for what it was sent for.",
    "Demandez un nouveau lien ; chacun sert une seule fois, pour ce qu'il permet.",
};

constexpr ErrorDefinition weak_password{
    "weak_password",
    "PT422",
    422,
    "the password cannot be accepted",
    "le mot de passe ne peut pas être accepté",
    "Choose another password; the reason says what is wrong with this one.",
    "Choisissez un autre mot de passe ; la raison précise ce qui ne va pas.",
};

constexpr ErrorDefinition too_many_attempts{
    "too_many_attempts",
    "PT429",
    429,
    "there were too many attempts",
    "il y a eu trop de tentatives",
    "Wait for the seconds in retry_after, then try again.",
    "Attendez le nombre de secondes indiqué par retry_after, puis réessayez.",
};

constexpr ErrorDefinition sign_in_elsewhere{
    "sign_in_elsewhere",
    "PT501",
    501,
    "another service signs people in here",
    "un autre service gère les connexions ici",
    "Use the sign-in of the platform that owns the schema auth, such as Supabase Auth.",
    "Utilisez la connexion de la plateforme à qui appartient le schéma auth, telle que Supabase "
    "Auth.",
};

constexpr ErrorDefinition rate_limited{
    "rate_limited",
    "PT429",
    429,
    "there were too many requests in a short time",
    "il y a eu trop de requêtes en peu de temps",
    "Wait for the seconds in retry_after, which the header Retry-After names too, then go on.",
    "Attendez le nombre de secondes indiqué par retry_after et par l'en-tête Retry-After, puis "
    "continuez.",
};

}  // namespace socle::errors
