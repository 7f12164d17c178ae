// What people are told of pick-up, delivery and cancellation.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
    {
        .key = "pickup.confirmed.client",
        .type = "request",
        .title_fr = "Marchandise enlevée",
        .message_fr = "Votre marchandise {route} a été enlevée.",
        .title_en = "Goods picked up",
        .message_en = "Your goods {route} have been picked up.",
    },
    {
        .key = "pickup.late.staff",
        .type = "request",
        .title_fr = "Enlèvement en retard",
        .message_fr = "L'enlèvement du transport {route} n'est pas confirmé.",
        .title_en = "Pick-up overdue",
        .message_en = "The pick-up of the transport {route} is not confirmed.",
    },
    {
        .key = "payment.advance.transporter",
        .type = "payment",
        .title_fr = "Avance versée",
        .message_fr =
            "{amount} ont été versés sur votre portefeuille en avance sur le transport {route}.",
        .title_en = "Advance paid",
        .message_en =
            "{amount} has been paid into your wallet in advance for the transport {route}.",
    },
    {
        .key = "delivery.code_issued.client",
        .type = "request",
        .title_fr = "Nouveau code de livraison",
        .message_fr = "Un nouveau code de livraison a été établi pour votre transport {route} ; le "
                      "précédent ne vaut plus.",
        .title_en = "New delivery code",
        .message_en = "A new delivery code was made for your transport {route}; an earlier one no "
                      "longer counts.",
    },
    {
        .key = "delivery.code_locked.client",
        .type = "request",
        .title_fr = "Code de livraison bloqué",
        .message_fr = "Le code de livraison de votre transport {route} est bloqué après trop "
                      "d'essais. Demandez-en un nouveau.",
        .title_en = "Delivery code locked",
        .message_en = "The delivery code of your transport {route} is locked after too many "
                      "attempts. Ask for a new one.",
    },
    {
        .key = "request.declined.client",
        .type = "assignment",
        .title_fr = "Changement de transporteur",
        .message_fr = "Le transporteur a renoncé à votre transport {route} ; nous en cherchons un "
                      "autre. Motif : {reason}",
        .title_en = "Change of transporter",
        .message_en = "The transporter has declined your transport {route}; we are looking for "
                      "another one. Reason: {reason}",
    },
    {
        .key = "request.declined.transporter",
        .type = "assignment",
        .title_fr = "Course rendue",
        .message_fr = "Vous avez renoncé au transport {route}.",
        .title_en = "Job declined",
        .message_en = "You have declined the transport {route}.",
    },
    {
        .key = "request.no_show.client",
        .type = "assignment",
        .title_fr = "Transporteur absent",
        .message_fr = "Le transporteur de votre transport {route} n'est pas venu ; nous en "
                      "cherchons un autre.",
        .title_en = "Transporter did not come",
        .message_en = "The transporter of your transport {route} did not come; we are looking for "
                      "another one.",
    },
    {
        .key = "request.no_show.transporter",
        .type = "assignment",
        .title_fr = "Absence signalée",
        .message_fr =
            "Votre absence à l'enlèvement du transport {route} a été signalée. Motif : {reason}",
        .title_en = "Absence reported",
        .message_en =
            "Your absence at the pick-up of the transport {route} was reported. Reason: {reason}",
    },
    {
        .key = "penalty.charged.transporter",
        .type = "payment",
        .title_fr = "Pénalité",
        .message_fr = "Le transport {route} vous vaut une pénalité de {amount}, dont {charged} "
                      "prélevés sur votre portefeuille. Motif : {reason}",
        .title_en = "Penalty",
        .message_en = "A penalty of {amount} applies to you for the transport {route}; {charged} "
                      "of it was taken from your wallet. Reason: {reason}",
    },
    {
        .key = "request.unpaid.client",
        .type = "assignment",
        .title_fr = "Paiement non reçu",
        .message_fr = "Le transport {route} n'a pas été payé à temps : le transporteur est libéré "
                      "et nous en cherchons un autre.",
        .title_en = "Payment not received",
        .message_en = "The transport {route} was not paid in time: the transporter is released and "
                      "we are looking for another one.",
    },
    {
        .key = "request.unpaid.transporter",
        .type = "assignment",
        .title_fr = "Course retirée",
        .message_fr =
            "Le client n'a pas payé le transport {route} à temps ; il ne vous est plus confié.",
        .title_en = "Job withdrawn",
        .message_en =
            "The client did not pay for the transport {route} in time; it is no longer yours.",
    },
    {
        .key = "request.unclaimed.client",
        .type = "request",
        .title_fr = "Aucun transporteur trouvé",
        .message_fr = "Aucun transporteur n'a été trouvé à temps pour votre demande {route}, qui "
                      "est annulée sans frais.",
        .title_en = "No transporter found",
        .message_en = "No transporter was found in time for your request {route}; it is cancelled "
                      "free of charge.",
    },
    {
        .key = "request.unclaimed_soon.staff",
        .type = "request",
        .title_fr = "Demande sans transporteur",
        .message_fr =
            "La demande {route} sera annulée dans 24 heures si aucun transporteur n'est assigné.",
        .title_en = "Request without transporter",
        .message_en =
            "The request {route} will be cancelled in 24 hours unless a transporter is assigned.",
    },
    {
        .key = "cancellation.fee.client",
        .type = "payment",
        .title_fr = "Frais d'annulation",
        .message_fr = "{fee} ont été retenus pour l'annulation de votre transport {route}.",
        .title_en = "Cancellation fee",
        .message_en = "{fee} has been kept for the cancellation of your transport {route}.",
    },
    {
        .key = "cancellation.compensation.transporter",
        .type = "payment",
        .title_fr = "Dédommagement",
        .message_fr = "{amount} vous ont été versés en dédommagement du transport annulé {route}.",
        .title_en = "Compensation",
        .message_en =
            "{amount} has been paid to you in compensation for the cancelled transport {route}.",
    },
};

}  // namespace

std::span<const Template> delivery_templates() { return table; }

}  // namespace socle::notifications
