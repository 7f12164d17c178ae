// What people are told of transport requests.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
    {
        .key = "request.created.client",
        .type = "request",
        .title_fr = "Demande enregistrée",
        .message_fr = "Votre demande {route} est enregistrée. Prix estimé : {price}. Un modérateur "
                      "va la valider.",
        .title_en = "Request received",
        .message_en = "We have received your request {route}. Estimated price: {price}. A "
                      "moderator will review it.",
    },
    {
        .key = "request.validated.client",
        .type = "request",
        .title_fr = "Demande validée",
        .message_fr = "Votre demande {route} est validée au prix de {price}. Nous cherchons un "
                      "transporteur pour vous.",
        .title_en = "Request approved",
        .message_en = "Your request {route} is approved at {price}. We are looking for a "
                      "transporter for you.",
    },
    {
        .key = "request.priced.client",
        .type = "request",
        .title_fr = "Prix modifié",
        .message_fr = "Le prix de votre transport {route} est désormais de {price}.",
        .title_en = "Price changed",
        .message_en = "The price of your transport {route} is now {price}.",
    },
    {
        .key = "request.rejected.client",
        .type = "request",
        .title_fr = "Demande refusée",
        .message_fr = "Votre demande {route} n'a pas pu être acceptée. Motif : {reason}",
        .title_en = "Request declined",
        .message_en = "Your request {route} could not be accepted. Reason: {reason}",
    },
    {
        .key = "request.assigned.client",
        .type = "assignment",
        .title_fr = "Transporteur trouvé",
        .message_fr = "{transporter} transportera votre marchandise {route} avec le véhicule "
                      "{plate}.",
        .title_en = "Transporter found",
        .message_en = "{transporter} will carry your goods {route} with the vehicle {plate}.",
    },
    {
        .key = "request.assigned.transporter",
        .type = "assignment",
        .title_fr = "Nouvelle course",
        .message_fr = "Le transport {route} vous est confié. Enlèvement : {pickup_date}. Vos gains "
                      ": {earnings}.",
        .title_en = "New job",
        .message_en = "The transport {route} is yours. Pick-up: {pickup_date}. Your earnings: "
                      "{earnings}.",
    },
    {
        .key = "request.unassigned.client",
        .type = "assignment",
        .title_fr = "Changement de transporteur",
        .message_fr = "Le transporteur de votre demande {route} a été retiré ; nous en cherchons "
                      "un autre. Motif : {reason}",
        .title_en = "Change of transporter",
        .message_en = "The transporter of your request {route} was withdrawn; we are looking for "
                      "another one. Reason: {reason}",
    },
    {
        .key = "request.unassigned.transporter",
        .type = "assignment",
        .title_fr = "Course retirée",
        .message_fr = "Le transport {route} ne vous est plus confié. Motif : {reason}",
        .title_en = "Job withdrawn",
        .message_en = "The transport {route} is no longer yours. Reason: {reason}",
    },
    {
        .key = "request.completed.client",
        .type = "request",
        .title_fr = "Livraison effectuée",
        .message_fr = "{transporter} a livré votre marchandise {route}. Merci de votre confiance ; "
                      "vous pouvez maintenant noter ce transport.",
        .title_en = "Delivered",
        .message_en = "{transporter} has delivered your goods {route}. Thank you for your trust; "
                      "you can now rate this transport.",
    },
    {
        .key = "request.cancelled.client",
        .type = "request",
        .title_fr = "Demande annulée",
        .message_fr = "Votre demande {route} est annulée. Motif : {reason}",
        .title_en = "Request cancelled",
        .message_en = "Your request {route} has been cancelled. Reason: {reason}",
    },
    {
        .key = "request.cancelled.transporter",
        .type = "request",
        .title_fr = "Course annulée",
        .message_fr = "Le transport {route} qui vous était confié est annulé. Motif : {reason}",
        .title_en = "Job cancelled",
        .message_en = "The transport {route} assigned to you has been cancelled. Reason: {reason}",
    },
};

}  // namespace

std::span<const Template> requests_templates() { return table; }

}  // namespace socle::notifications
