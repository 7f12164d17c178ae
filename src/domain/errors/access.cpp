#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition authentication_required{
    "authentication_required",
    "PT401",
    401,
    "authentication is required",
    "une authentification est requise",
    "Sign in, then send the request again.",
    "Connectez-vous, puis renvoyez la demande.",
};

constexpr ErrorDefinition invalid_token{
    "invalid_token",
    "PT401",
    401,
    "the token is not valid",
    "le jeton n'est pas valide",
    "Sign in again to get a new token.",
    "Reconnectez-vous pour obtenir un nouveau jeton.",
};

constexpr ErrorDefinition token_expired{
    "token_expired",
    "PT401",
    401,
    "the token has expired",
    "le jeton a expiré",
    "Sign in again or refresh the token.",
    "Reconnectez-vous ou renouvelez le jeton.",
};

constexpr ErrorDefinition invalid_signature{
    "invalid_signature",
    "PT401",
    401,
    "the signature of the event is not valid",
    "la signature de l'événement n'est pas valide",
    "Sign the exact bytes of the payload with the secret of the provider, and send the event "
    "without delay.",
    "Signez les octets exacts du contenu avec le secret du prestataire et envoyez l'événement sans "
    "délai.",
};

constexpr ErrorDefinition account_disabled{
    "account_disabled",
    "PT403",
    403,
    "the account is disabled",
    "le compte est désactivé",
    "Contact support to have the account enabled again.",
    "Contactez le support pour faire réactiver le compte.",
};

constexpr ErrorDefinition not_allowed{
    "not_allowed",
    "PT403",
    403,
    "the caller may not do this",
    "vous n'avez pas le droit de faire cela",
    "Use an account whose role may do this, or ask a moderator.",
    "Utilisez un compte dont le rôle le permet ou adressez-vous à un modérateur.",
};

constexpr ErrorDefinition actor_mismatch{
    "actor_mismatch",
    "PT403",
    403,
    "the actor named in the call is not the caller",
    "l'auteur indiqué dans l'appel n'est pas l'appelant",
    "Leave the actor argument out, or pass your own id.",
    "Omettez l'argument qui désigne l'auteur ou indiquez votre propre identifiant.",
};

constexpr ErrorDefinition identity_protected{
    "identity_protected",
    "42501",
    403,
    "this session may not set the identity of a request",
    "cette session ne peut pas définir l'identité d'une requête",
    "Call socle.sign_in(token), or connect as a role listed in socle.gateways.",
    "Appelez socle.sign_in(token) ou connectez-vous avec un rôle cité dans socle.gateways.",
};

}  // namespace socle::errors
