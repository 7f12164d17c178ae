#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition wallet_frozen{
    "wallet_frozen",
    "PT423",
    423,
    "the wallet is frozen",
    "le portefeuille est gelé",
    "Contact support to have the wallet released.",
    "Contactez le support pour faire débloquer le portefeuille.",
};

constexpr ErrorDefinition wallet_closed{
    "wallet_closed",
    "PT409",
    409,
    "the wallet is closed",
    "le portefeuille est fermé",
    "Use a wallet in another currency, or contact support.",
    "Utilisez un portefeuille dans une autre devise ou contactez le support.",
};

constexpr ErrorDefinition wallet_not_empty{
    "wallet_not_empty",
    "PT409",
    409,
    "the wallet still holds money",
    "le portefeuille contient encore de l'argent",
    "Withdraw the balance, then close the wallet.",
    "Retirez le solde, puis fermez le portefeuille.",
};

constexpr ErrorDefinition withdrawal_too_small{
    "withdrawal_too_small",
    "PT422",
    422,
    "the withdrawal is below the minimum",
    "le retrait est inférieur au minimum",
    "Withdraw at least the minimum in the detail.",
    "Retirez au moins le minimum indiqué dans le détail.",
};

constexpr ErrorDefinition daily_cap_exceeded{
    "daily_cap_exceeded",
    "PT422",
    422,
    "the withdrawals of the day would exceed the daily cap",
    "les retraits du jour dépasseraient le plafond journalier",
    "Withdraw less today, or try again tomorrow.",
    "Retirez moins aujourd'hui ou réessayez demain.",
};

constexpr ErrorDefinition funds_not_cleared{
    "funds_not_cleared",
    "PT422",
    422,
    "part of the balance was credited too recently to be withdrawn",
    "une partie du solde est trop récente pour être retirée",
    "Withdraw at most what is available, or wait until the hold days have passed.",
    "Retirez au plus le montant disponible ou attendez la fin du délai de retenue.",
};

}  // namespace socle::errors
