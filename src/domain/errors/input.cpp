#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition missing_value{
    "missing_value",
    "PT400",
    400,
    "a required value is missing",
    "une valeur obligatoire est absente",
    "Send a value for the field named in the detail.",
    "Renseignez le champ indiqué dans le détail.",
};

constexpr ErrorDefinition invalid_value{
    "invalid_value",
    "PT400",
    400,
    "a value is not valid",
    "une valeur n'est pas valide",
    "Correct the field named in the detail; the reason says what is wrong with it.",
    "Corrigez le champ indiqué dans le détail ; la raison précise ce qui ne va pas.",
};

constexpr ErrorDefinition invalid_amount{
    "invalid_amount",
    "PT400",
    400,
    "the amount is not a positive amount of money",
    "le montant n'est pas une somme d'argent positive",
    "Send a number greater than zero, without exponent or separators.",
    "Indiquez un nombre supérieur à zéro, sans exposant ni séparateur de milliers.",
};

constexpr ErrorDefinition fractional_amount{
    "fractional_amount",
    "PT422",
    422,
    "the amount is finer than the smallest unit of the currency",
    "le montant est plus fin que la plus petite unité de la devise",
    "Round the amount yourself: XOF, for one, has no decimals.",
    "Arrondissez vous-même le montant : le XOF, par exemple, n'a pas de décimales.",
};

constexpr ErrorDefinition amount_out_of_range{
    "amount_out_of_range",
    "PT422",
    422,
    "the amount is larger than the ledger can hold",
    "le montant dépasse ce que le grand livre peut contenir",
    "Use a smaller amount.",
    "Utilisez un montant plus petit.",
};

constexpr ErrorDefinition unknown_currency{
    "unknown_currency",
    "PT422",
    422,
    "the currency is not known",
    "la devise est inconnue",
    "Use an upper-case ISO 4217 code such as XOF.",
    "Utilisez un code ISO 4217 en majuscules, par exemple XOF.",
};

constexpr ErrorDefinition invalid_setting{
    "invalid_setting",
    "PT422",
    422,
    "the setting does not accept this value",
    "le paramètre n'accepte pas cette valeur",
    "Check the key and the bounds of the setting; the reason says which one was broken.",
    "Vérifiez la clé et les limites du paramètre ; la raison précise laquelle n'est pas respectée.",
};

constexpr ErrorDefinition idempotency_key_reused{
    "idempotency_key_reused",
    "PT422",
    422,
    "the idempotency key was used for another call",
    "la clé d'idempotence a déjà servi à un autre appel",
    "Send a new key with a new call; repeat a key only with the same operation and arguments.",
    "Envoyez une nouvelle clé avec un nouvel appel ; ne répétez une clé qu'avec la même opération "
    "et les mêmes arguments.",
};

}  // namespace socle::errors
