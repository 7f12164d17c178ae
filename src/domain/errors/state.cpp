#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition not_found{
    "not_found",
    "PT404",
    404,
    "the record does not exist or is not visible to the caller",
    "l'élément n'existe pas ou ne vous est pas visible",
    "Check the id, and that the record is one of yours.",
    "Vérifiez l'identifiant et que l'élément vous appartient.",
};

constexpr ErrorDefinition already_exists{
    "already_exists",
    "PT409",
    409,
    "there is such a record already",
    "un tel élément existe déjà",
    "Use the existing record, or give another value for the field in DETAIL.",
    "Utilisez l'élément existant ou donnez une autre valeur au champ indiqué dans DETAIL.",
};

constexpr ErrorDefinition invalid_transition{
    "invalid_transition",
    "PT409",
    409,
    "the status cannot change in this way",
    "le statut ne peut pas changer de cette façon",
    "Read the current status again and choose one of the allowed ones.",
    "Relisez le statut actuel et choisissez l'un des statuts autorisés.",
};

constexpr ErrorDefinition field_locked{
    "field_locked",
    "PT409",
    409,
    "the field can no longer be changed in this status",
    "le champ ne peut plus être modifié dans ce statut",
    "Leave the field as it is, or cancel the request and make a new one.",
    "Laissez le champ tel quel, ou annulez la demande et créez-en une nouvelle.",
};

constexpr ErrorDefinition reason_required{
    "reason_required",
    "PT422",
    422,
    "a reason is required",
    "un motif est obligatoire",
    "Give the reason, in the argument reason or the column status_reason.",
    "Indiquez le motif, dans l'argument reason ou la colonne status_reason.",
};

constexpr ErrorDefinition proof_required{
    "proof_required",
    "PT422",
    422,
    "a proof is required",
    "une preuve est obligatoire",
    "Show a signature or a photograph; at the delivery with received_by, or the receiver's code, "
    "as delivery.proof asks.",
    "Montrez une signature ou une photo ; à la livraison avec received_by, ou le code du "
    "destinataire, comme le veut delivery.proof.",
};

constexpr ErrorDefinition rating_not_allowed{
    "rating_not_allowed",
    "PT409",
    409,
    "this transport cannot be rated by the caller",
    "vous ne pouvez pas noter ce transport",
    "Only the client and the transporter of a completed transport can rate each other.",
    "Seuls le client et le transporteur d'un transport terminé peuvent se noter.",
};

constexpr ErrorDefinition already_rated{
    "already_rated",
    "PT409",
    409,
    "the caller has already rated this transport",
    "vous avez déjà noté ce transport",
    "Each party rates a transport once; the first rating stands.",
    "Chaque partie note un transport une seule fois ; la première note est conservée.",
};

constexpr ErrorDefinition tracking_not_allowed{
    "tracking_not_allowed",
    "PT409",
    409,
    "positions are not accepted for this transport",
    "les positions ne sont pas acceptées pour ce transport",
    "Only the assigned transporter sends positions, and only while the transport is in progress.",
    "Seul le transporteur assigné envoie des positions, et seulement pendant le transport.",
};

}  // namespace socle::errors
