#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition insufficient_funds{
    "insufficient_funds",
    "PT402",
    402,
    "the wallet does not hold enough money",
    "le portefeuille ne contient pas assez d'argent",
    "Top the wallet up, then try again.",
    "Rechargez le portefeuille, puis réessayez.",
};

constexpr ErrorDefinition amount_mismatch{
    "amount_mismatch",
    "PT422",
    422,
    "the amount is not the one that is due",
    "le montant n'est pas celui qui est dû",
    "Pay exactly the expected amount.",
    "Payez exactement le montant attendu.",
};

constexpr ErrorDefinition currency_mismatch{
    "currency_mismatch",
    "PT422",
    422,
    "the currencies differ",
    "les devises sont différentes",
    "Use a wallet in the currency of the request.",
    "Utilisez un portefeuille dans la devise de la demande.",
};

constexpr ErrorDefinition unbalanced_transfer{
    "unbalanced_transfer",
    "PT422",
    422,
    "the lines of the transfer do not balance",
    "les lignes du transfert ne sont pas équilibrées",
    "Post 2 to 64 lines, each with another account and an amount that is not zero, that sum to "
    "zero.",
    "Passez de 2 à 64 lignes, chacune avec un autre compte et un montant non nul, dont la somme "
    "est zéro.",
};

constexpr ErrorDefinition ledger_closed{
    "ledger_closed",
    "PT403",
    403,
    "the ledger is written only by its own functions",
    "le grand livre n'est écrit que par ses propres fonctions",
    "Use the payment and wallet functions instead of writing to the table.",
    "Utilisez les fonctions de paiement et de portefeuille au lieu d'écrire dans la table.",
};

constexpr ErrorDefinition append_only{
    "append_only",
    "PT403",
    403,
    "history cannot be changed",
    "l'historique ne peut pas être modifié",
    "Add a new record that corrects the old one.",
    "Ajoutez un nouvel enregistrement qui corrige l'ancien.",
};

constexpr ErrorDefinition already_reversed{
    "already_reversed",
    "PT409",
    409,
    "the transfer has already been reversed",
    "le transfert a déjà été annulé",
    "Read the transfer that reversed it; a transfer is reversed at most once.",
    "Consultez le transfert qui l'a annulé ; un transfert s'annule une seule fois.",
};

constexpr ErrorDefinition not_reversible{
    "not_reversible",
    "PT422",
    422,
    "transfers of this kind cannot be reversed",
    "un transfert de ce type ne peut pas être annulé",
    "Use the function that undoes it: cancel, refund, release or fail.",
    "Utilisez la fonction qui le défait : annulation, remboursement, libération ou échec.",
};

constexpr ErrorDefinition refund_too_large{
    "refund_too_large",
    "PT422",
    422,
    "the refund is larger than what can still be refunded",
    "le remboursement dépasse ce qui peut encore être remboursé",
    "Refund at most the amount in the detail.",
    "Remboursez au plus le montant indiqué dans le détail.",
};

}  // namespace socle::errors
