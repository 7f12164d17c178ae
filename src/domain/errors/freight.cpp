#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition no_tariff_rule{
    "no_tariff_rule",
    "PT422",
    422,
    "the tariff has no rule for this transport",
    "le tarif ne prévoit pas ce transport",
    "Change what the detail names, or ask for a price by hand.",
    "Modifiez ce que le détail indique ou demandez un prix sur devis.",
};

constexpr ErrorDefinition distance_out_of_range{
    "distance_out_of_range",
    "PT422",
    422,
    "the distance is longer than the tariff goes",
    "la distance dépasse ce que couvre le tarif",
    "Choose nearer places, or ask for a price by hand.",
    "Choisissez des lieux plus proches ou demandez un prix sur devis.",
};

constexpr ErrorDefinition quote_expired{
    "quote_expired",
    "PT409",
    409,
    "the quote is no longer valid",
    "le devis n'est plus valable",
    "Ask for a new quote.",
    "Demandez un nouveau devis.",
};

constexpr ErrorDefinition quote_used{
    "quote_used",
    "PT409",
    409,
    "the quote was used for a request already",
    "le devis a déjà servi pour une demande",
    "Ask for a new quote.",
    "Demandez un nouveau devis.",
};

constexpr ErrorDefinition quote_mismatch{
    "quote_mismatch",
    "PT422",
    422,
    "the quote is for another transport",
    "le devis porte sur un autre transport",
    "Ask for what was quoted, or for a new quote; the detail names the first field that differs.",
    "Demandez ce qui a été chiffré ou un nouveau devis ; le détail nomme le premier champ qui "
    "diffère.",
};

constexpr ErrorDefinition cancellation_not_allowed{
    "cancellation_not_allowed",
    "PT409",
    409,
    "no rule of the policy allows this cancellation",
    "aucune règle ne permet cette annulation",
    "Ask a moderator to cancel the transport, or open a dispute.",
    "Demandez l'annulation à un modérateur ou ouvrez un litige.",
};

constexpr ErrorDefinition already_picked_up{
    "already_picked_up",
    "PT409",
    409,
    "the goods have been picked up",
    "la marchandise a été enlevée",
    "Deliver the goods, ask a moderator to cancel the transport, or open a dispute.",
    "Livrez la marchandise, demandez l'annulation à un modérateur ou ouvrez un litige.",
};

constexpr ErrorDefinition pickup_not_due{
    "pickup_not_due",
    "PT409",
    409,
    "the pick-up is not due yet",
    "l'enlèvement n'est pas encore dû",
    "Report the absence after the time of pick-up, or take the job back with a reason.",
    "Signalez l'absence après l'heure d'enlèvement ou retirez la course avec un motif.",
};

constexpr ErrorDefinition too_many_codes{
    "too_many_codes",
    "PT409",
    409,
    "this job has had as many delivery codes as it may",
    "ce transport a déjà reçu tous ses codes de livraison",
    "Complete with a signature or a photograph, or ask a moderator to complete the job.",
    "Terminez avec une signature ou une photo, ou demandez à un modérateur de terminer.",
};

constexpr ErrorDefinition rating_closed{
    "rating_closed",
    "PT409",
    409,
    "the rating can no longer be given or changed",
    "la note ne peut plus être donnée ni modifiée",
    "Rate within the window after the completion; a rating that others can see stands.",
    "Notez dans le délai qui suit la fin du transport ; une note publiée ne change plus.",
};

constexpr ErrorDefinition no_moderator{
    "no_moderator",
    "PT409",
    409,
    "no moderator may take this dispute",
    "aucun modérateur ne peut prendre ce litige en charge",
    "Give the role to somebody who is no party and did not validate the request.",
    "Confiez le rôle à une personne qui n'est ni partie ni validatrice de la demande.",
};

constexpr ErrorDefinition dispute_closed{
    "dispute_closed",
    "PT409",
    409,
    "the time for this dispute is over",
    "il est trop tard pour ce litige",
    "The detail says why; an admin can reopen what was decided for a while.",
    "Le détail précise pourquoi ; un administrateur peut rouvrir un temps ce qui a été tranché.",
};

}  // namespace socle::errors
