#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition schema_outdated{
    "schema_outdated",
    "55000",
    500,
    "the tables do not match the installed version",
    "les tables ne correspondent pas à la version installée",
    "Run the migrate() function of the extension.",
    "Exécutez la fonction migrate() de l'extension.",
};

constexpr ErrorDefinition migration_changed{
    "migration_changed",
    "55000",
    500,
    "a migration was changed after it was applied",
    "une migration a été modifiée après son application",
    "Install the released version of the extension; a migration is never edited, only followed by "
    "another.",
    "Installez la version publiée de l'extension ; une migration n'est jamais modifiée, elle est "
    "suivie d'une autre.",
};

constexpr ErrorDefinition installer_required{
    "installer_required",
    "42501",
    403,
    "this role may not migrate the tables",
    "ce rôle ne peut pas migrer les tables",
    "Run it as a superuser or as a member of socle_owner.",
    "Exécutez-la en tant que superutilisateur ou que membre de socle_owner.",
};

constexpr ErrorDefinition secret_missing{
    "secret_missing",
    "55000",
    500,
    "the server has no usable key for tokens",
    "le serveur n'a pas de clé utilisable pour les jetons",
    "Set socle.jwt_key_file to a file that only the server reads: a secret of at least 32 bytes, "
    "or "
    "a private key in PEM (RSA or Ed25519).",
    "Donnez à socle.jwt_key_file un fichier que seul le serveur peut lire : un secret d'au moins "
    "32 "
    "octets ou une clé privée en PEM (RSA ou Ed25519).",
};

}  // namespace socle::errors
