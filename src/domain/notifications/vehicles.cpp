// What people are told of papers, vehicles and offers.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
    {
        .key = "document.approved.owner",
        .type = "system",
        .title_fr = "Document approuvé",
        .message_fr = "Votre document « {paper} » est approuvé.",
        .title_en = "Document approved",
        .message_en = "Your document “{paper}” is approved.",
    },
    {
        .key = "document.rejected.owner",
        .type = "system",
        .title_fr = "Document refusé",
        .message_fr = "Votre document « {paper} » n'a pas pu être accepté. Motif : {reason}",
        .title_en = "Document declined",
        .message_en = "Your document “{paper}” could not be accepted. Reason: {reason}",
    },
    {
        .key = "document.expires_soon.owner",
        .type = "system",
        .title_fr = "Document bientôt expiré",
        .message_fr = "Votre document « {paper} » est valable jusqu'au {date}. Envoyez-nous le "
                      "nouveau à temps pour continuer à recevoir des courses.",
        .title_en = "Document expires soon",
        .message_en = "Your document “{paper}” is valid until {date}. Send us the new one in "
                      "time to go on receiving jobs.",
        .is_mailed = true,
    },
    {
        .key = "document.expired.owner",
        .type = "system",
        .title_fr = "Document expiré",
        .message_fr = "Votre document « {paper} » a expiré. Envoyez-nous le nouveau pour "
                      "recevoir de nouvelles courses.",
        .title_en = "Document expired",
        .message_en = "Your document “{paper}” has expired. Send us the new one to receive new "
                      "jobs.",
        .is_mailed = true,
    },
    {
        .key = "document.expired_on_job.staff",
        .type = "system",
        .title_fr = "Document expiré en cours de transport",
        .message_fr = "Le document « {paper} » de {transporter} a expiré pendant le transport "
                      "{route}. Le transport continue ; décidez de la suite.",
        .title_en = "Document expired during a job",
        .message_en = "The document “{paper}” of {transporter} expired during the transport "
                      "{route}. The job goes on; decide what to do.",
    },
    {
        .key = "offer.made.staff",
        .type = "assignment",
        .title_fr = "Nouvelle offre",
        .message_fr = "{transporter} propose de transporter {route} pour {price}.",
        .title_en = "New offer",
        .message_en = "{transporter} offers to carry {route} for {price}.",
    },
    {
        .key = "offer.accepted.transporter",
        .type = "assignment",
        .title_fr = "Offre acceptée",
        .message_fr = "Votre offre de {price} pour le transport {route} est acceptée.",
        .title_en = "Offer accepted",
        .message_en = "Your offer of {price} for the transport {route} is accepted.",
    },
    {
        .key = "offer.rejected.transporter",
        .type = "assignment",
        .title_fr = "Offre non retenue",
        .message_fr = "Votre offre pour le transport {route} n'a pas été retenue.",
        .title_en = "Offer not chosen",
        .message_en = "Your offer for the transport {route} was not chosen.",
    },
    {
        .key = "offer.expired.transporter",
        .type = "assignment",
        .title_fr = "Offre expirée",
        .message_fr = "Votre offre pour le transport {route} a expiré sans réponse.",
        .title_en = "Offer expired",
        .message_en = "Your offer for the transport {route} expired without an answer.",
    },
};

}  // namespace

std::span<const Template> vehicles_templates() { return table; }

}  // namespace socle::notifications
