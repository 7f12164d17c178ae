// Settings: proof of delivery, cancellation and deadlines of jobs.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view proofs[] = {"code", "document", "any"};

constexpr Definition table[] = {
    choice("delivery.proof", proofs, "\"any\"",
           "What a transporter shows to complete a job: the delivery code, the name of the "
           "receiver with a signature or a photograph, or any of the two.",
           "Ce que le transporteur présente pour terminer : le code de livraison, le nom du "
           "destinataire avec une signature ou une photo, ou l'un des deux."),
    integer("delivery.code_attempts", 1, 20, "5", "Wrong entries that lock a delivery code.",
            "Saisies erronées qui bloquent un code de livraison."),
    integer("delivery.code_hours", 1, 8'760, "720", "Hours that a delivery code is valid.",
            "Heures de validité d'un code de livraison."),
    integer("delivery.codes_max", 1, 100, "10", "Delivery codes that a job can have, one by one.",
            "Codes de livraison qu'un transport peut recevoir, l'un après l'autre."),
    integer("payout.advance_at_pickup", 0, 9'000, "0",
            "Advance to the transporter at the pick-up, in basis points of the earnings.",
            "Avance au transporteur à l'enlèvement, en points de base de ses gains."),
    integer("cancellation.no_show_penalty", 0, amount_max, "10000",
            "Penalty of a transporter who does not come, in minor units of the currency of the "
            "request.",
            "Pénalité du transporteur absent, en unités mineures de la devise de la demande."),
    integer("delivery.pay_hours", 1, 720, "24",
            "Hours after the assignment that a client has to pay.",
            "Heures dont le client dispose pour payer après l'assignation."),
    integer("delivery.pickup_grace_hours", 1, 168, "4",
            "Hours after the time of pick-up when staff are told that it is not confirmed.",
            "Heures après l'heure d'enlèvement avant que l'équipe soit prévenue de son absence."),
};

}  // namespace

std::span<const Definition> delivery_settings() { return table; }

}  // namespace socle::settings
