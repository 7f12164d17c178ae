#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition not_a_transporter{
    "not_a_transporter",
    "PT422",
    422,
    "the user is not a transporter",
    "l'utilisateur n'est pas un transporteur",
    "Choose a user whose role is transporter.",
    "Choisissez un utilisateur dont le rôle est transporteur.",
};

constexpr ErrorDefinition transporter_not_verified{
    "transporter_not_verified",
    "PT422",
    422,
    "the transporter is not verified",
    "le transporteur n'est pas vérifié",
    "Verify the transporter first, or choose another one.",
    "Vérifiez d'abord le transporteur ou choisissez-en un autre.",
};

constexpr ErrorDefinition transporter_inactive{
    "transporter_inactive",
    "PT422",
    422,
    "the transporter is not active",
    "le transporteur n'est pas actif",
    "Activate the transporter first, or choose another one.",
    "Activez d'abord le transporteur ou choisissez-en un autre.",
};

constexpr ErrorDefinition self_dealing{
    "self_dealing",
    "PT422",
    422,
    "the client cannot be the transporter of the same request",
    "le client ne peut pas être le transporteur de sa propre demande",
    "Choose another transporter.",
    "Choisissez un autre transporteur.",
};

constexpr ErrorDefinition vehicle_not_owned{
    "vehicle_not_owned",
    "PT422",
    422,
    "the vehicle does not belong to the transporter",
    "le véhicule n'appartient pas au transporteur",
    "Choose one of the vehicles of the transporter.",
    "Choisissez l'un des véhicules du transporteur.",
};

constexpr ErrorDefinition vehicle_not_verified{
    "vehicle_not_verified",
    "PT422",
    422,
    "the vehicle is not verified",
    "le véhicule n'est pas vérifié",
    "Verify the vehicle first, or choose another one.",
    "Vérifiez d'abord le véhicule ou choisissez-en un autre.",
};

constexpr ErrorDefinition vehicle_unavailable{
    "vehicle_unavailable",
    "PT409",
    409,
    "the vehicle is not available",
    "le véhicule n'est pas disponible",
    "Choose another vehicle, or ask its owner to make it available.",
    "Choisissez un autre véhicule ou demandez à son propriétaire de le rendre disponible.",
};

constexpr ErrorDefinition vehicle_busy{
    "vehicle_busy",
    "PT409",
    409,
    "the vehicle has another job at that time",
    "le véhicule a une autre course à ce moment",
    "Choose another vehicle or other dates.",
    "Choisissez un autre véhicule ou d'autres dates.",
};

constexpr ErrorDefinition vehicle_too_small{
    "vehicle_too_small",
    "PT422",
    422,
    "the vehicle is too small for the cargo",
    "le véhicule est trop petit pour la marchandise",
    "Choose a vehicle with a larger capacity; a vehicle without a stated volume carries no cargo "
    "that has one.",
    "Choisissez un véhicule de plus grande capacité ; sans volume déclaré, un véhicule ne peut "
    "transporter une marchandise qui en a un.",
};

constexpr ErrorDefinition vehicle_unsuitable{
    "vehicle_unsuitable",
    "PT422",
    422,
    "the type of vehicle does not suit the goods",
    "ce type de véhicule ne convient pas à la marchandise",
    "Choose a van, truck or trailer for refrigerated or hazardous goods, and no moto for fragile "
    "ones.",
    "Choisissez un fourgon, un camion ou une remorque pour les marchandises réfrigérées ou "
    "dangereuses, et pas de moto pour les marchandises fragiles.",
};

constexpr ErrorDefinition insurance_expired{
    "insurance_expired",
    "PT422",
    422,
    "the insurance of the vehicle ends before the delivery",
    "l'assurance du véhicule se termine avant la livraison",
    "Record an insurance that is valid to the day of delivery, or choose another vehicle.",
    "Enregistrez une assurance valable jusqu'au jour de la livraison ou choisissez un autre "
    "véhicule.",
};

constexpr ErrorDefinition inspection_expired{
    "inspection_expired",
    "PT422",
    422,
    "the inspection of the vehicle ends before the delivery",
    "le contrôle technique du véhicule se termine avant la livraison",
    "Record an inspection that is valid to the day of delivery, or choose another vehicle.",
    "Enregistrez un contrôle technique valable jusqu'au jour de la livraison ou choisissez un "
    "autre véhicule.",
};

constexpr ErrorDefinition licence_expired{
    "licence_expired",
    "PT422",
    422,
    "the driving licence of the transporter ends before the delivery",
    "le permis de conduire du transporteur se termine avant la livraison",
    "Approve a licence that is valid to the day of delivery, or choose another transporter.",
    "Approuvez un permis valable jusqu'au jour de la livraison ou choisissez un autre "
    "transporteur.",
};

constexpr ErrorDefinition identity_missing{
    "identity_missing",
    "PT422",
    422,
    "the transporter has no approved paper of identity",
    "le transporteur n'a pas de pièce d'identité approuvée",
    "Approve a paper of identity that is still valid, or choose another transporter.",
    "Approuvez une pièce d'identité en cours de validité ou choisissez un autre transporteur.",
};

constexpr ErrorDefinition transporter_busy{
    "transporter_busy",
    "PT409",
    409,
    "the transporter has another job at that time",
    "le transporteur a une autre course à ce moment",
    "Choose another transporter or other dates.",
    "Choisissez un autre transporteur ou d'autres dates.",
};

constexpr ErrorDefinition offer_closed{
    "offer_closed",
    "PT409",
    409,
    "the offer or its request is no longer open",
    "l'offre ou sa demande n'est plus ouverte",
    "Look at the load board for requests that still wait for a transporter.",
    "Consultez la bourse de fret pour les demandes qui attendent encore un transporteur.",
};

}  // namespace socle::errors
