// What people are told of disputes and ratings.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {

namespace {

constexpr Template table[] = {
    {
        .key = "rating.published.rated",
        .type = "request",
        .title_fr = "Nouvelle note",
        .message_fr = "Vous avez reçu la note de {score} sur 5 pour le transport {route}.",
        .title_en = "New rating",
        .message_en = "You were rated {score} out of 5 for the transport {route}.",
    },
    {
        .key = "dispute.opened.opener",
        .type = "dispute",
        .title_fr = "Litige enregistré",
        .message_fr = "Votre litige sur le transport {route} est enregistré. Le paiement reste "
                      "bloqué jusqu'à la décision.",
        .title_en = "Dispute received",
        .message_en = "We have received your dispute about the transport {route}. The money does "
                      "not move until it is decided.",
    },
    {
        .key = "dispute.opened.other",
        .type = "dispute",
        .title_fr = "Litige ouvert",
        .message_fr = "L'autre partie a ouvert un litige sur le transport {route}. Donnez votre "
                      "version dans la discussion du litige.",
        .title_en = "Dispute opened",
        .message_en = "The other party has opened a dispute about the transport {route}. Say how "
                      "you see it in the thread of the dispute.",
    },
    {
        .key = "dispute.assigned.moderator",
        .type = "dispute",
        .title_fr = "Litige à traiter",
        .message_fr = "Le litige sur le transport {route} vous est confié.",
        .title_en = "Dispute to decide",
        .message_en = "The dispute about the transport {route} is yours to decide.",
    },
    {
        .key = "dispute.message.reader",
        .type = "dispute",
        .title_fr = "Nouveau message",
        .message_fr = "{sender} a écrit dans la discussion du litige sur le transport {route}.",
        .title_en = "New message",
        .message_en = "{sender} wrote in the thread of the dispute about the transport {route}.",
    },
    {
        .key = "dispute.escalated.admin",
        .type = "dispute",
        .title_fr = "Litige transmis",
        .message_fr = "Le litige sur le transport {route} attend la décision d'un administrateur. "
                      "Motif : {reason}",
        .title_en = "Dispute escalated",
        .message_en = "The dispute about the transport {route} waits for an admin to decide. "
                      "Reason: {reason}",
    },
    {
        .key = "dispute.reminder.staff",
        .type = "dispute",
        .title_fr = "Litige en attente",
        .message_fr = "Le litige sur le transport {route} n'est toujours pas tranché.",
        .title_en = "Dispute still open",
        .message_en = "The dispute about the transport {route} is still not decided.",
    },
    {
        .key = "dispute.resolved_completed.party",
        .type = "dispute",
        .title_fr = "Litige tranché",
        .message_fr = "Le litige sur le transport {route} est tranché : le transport est "
                      "considéré comme effectué. Décision : {resolution}",
        .title_en = "Dispute decided",
        .message_en = "The dispute about the transport {route} is decided: the job counts as done. "
                      "Decision: {resolution}",
    },
    {
        .key = "dispute.resolved_cancelled.party",
        .type = "dispute",
        .title_fr = "Litige tranché",
        .message_fr = "Le litige sur le transport {route} est tranché : le transport est annulé. "
                      "Décision : {resolution}",
        .title_en = "Dispute decided",
        .message_en = "The dispute about the transport {route} is decided: the job is cancelled. "
                      "Decision: {resolution}",
    },
    {
        .key = "dispute.resolved_in_progress.party",
        .type = "dispute",
        .title_fr = "Litige tranché",
        .message_fr = "Le litige sur le transport {route} est tranché : le transport continue. "
                      "Décision : {resolution}",
        .title_en = "Dispute decided",
        .message_en = "The dispute about the transport {route} is decided: the job goes on. "
                      "Decision: {resolution}",
    },
    {
        .key = "dispute.withdrawn.other",
        .type = "dispute",
        .title_fr = "Litige retiré",
        .message_fr = "L'autre partie a retiré son litige sur le transport {route}.",
        .title_en = "Dispute withdrawn",
        .message_en = "The other party has withdrawn the dispute about the transport {route}.",
    },
    {
        .key = "dispute.reopened.party",
        .type = "dispute",
        .title_fr = "Litige rouvert",
        .message_fr = "Le litige sur le transport {route} est rouvert. Motif : {reason}",
        .title_en = "Dispute reopened",
        .message_en = "The dispute about the transport {route} is open again. Reason: {reason}",
    },
};

}  // namespace

std::span<const Template> disputes_templates() { return table; }

}  // namespace socle::notifications
