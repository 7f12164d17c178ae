// What people are told, in two languages.
#include "domain/notifications/texts.hpp"

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
        .key = "payment.held.client",
        .type = "payment",
        .title_fr = "Paiement reçu",
        .message_fr = "Nous avons bien reçu {amount} pour votre transport {route}. La somme reste "
                      "en sécurité jusqu'à la livraison.",
        .title_en = "Payment received",
        .message_en = "We have received {amount} for your transport {route}. The money is kept "
                      "safe until delivery.",
    },
    {
        .key = "payment.held.transporter",
        .type = "payment",
        .title_fr = "Transport payé",
        .message_fr = "Le client a payé {amount} pour le transport {route}. Vous pouvez prendre la "
                      "route.",
        .title_en = "Transport paid",
        .message_en = "The client has paid {amount} for the transport {route}. You can set off.",
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
        .key = "payment.released.transporter",
        .type = "payment",
        .title_fr = "Gains versés",
        .message_fr = "{amount} ont été versés sur votre portefeuille pour le transport {route}. "
                      "Commission de la plateforme : {commission}.",
        .title_en = "Earnings paid out",
        .message_en = "{amount} has been paid into your wallet for the transport {route}. Platform "
                      "commission: {commission}.",
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
    {
        .key = "payment.refunded.client",
        .type = "payment",
        .title_fr = "Remboursement effectué",
        .message_fr = "{amount} vous ont été remboursés pour le transport {route}.",
        .title_en = "Refund made",
        .message_en = "{amount} has been refunded to you for the transport {route}.",
    },
    {
        .key = "wallet.credited.owner",
        .type = "payment",
        .title_fr = "Portefeuille crédité",
        .message_fr = "Votre portefeuille a été crédité de {amount}. Nouveau solde : {balance}.",
        .title_en = "Wallet credited",
        .message_en = "{amount} has been added to your wallet. New balance: {balance}.",
    },
    {
        .key = "wallet.debited.owner",
        .type = "payment",
        .title_fr = "Portefeuille débité",
        .message_fr = "Votre portefeuille a été débité de {amount}. Nouveau solde : {balance}.",
        .title_en = "Wallet debited",
        .message_en = "{amount} has been taken from your wallet. New balance: {balance}.",
    },
    {
        .key = "wallet.penalized.owner",
        .type = "payment",
        .title_fr = "Pénalité",
        .message_fr = "Une pénalité de {amount} a été prélevée. Motif : {reason}",
        .title_en = "Penalty",
        .message_en = "A penalty of {amount} has been charged. Reason: {reason}",
    },
    {
        .key = "wallet.frozen.owner",
        .type = "payment",
        .title_fr = "Portefeuille gelé",
        .message_fr = "Votre portefeuille {currency} est gelé. Motif : {reason}",
        .title_en = "Wallet frozen",
        .message_en = "Your {currency} wallet is frozen. Reason: {reason}",
    },
    {
        .key = "wallet.unfrozen.owner",
        .type = "payment",
        .title_fr = "Portefeuille débloqué",
        .message_fr = "Votre portefeuille {currency} est de nouveau utilisable.",
        .title_en = "Wallet released",
        .message_en = "Your {currency} wallet can be used again.",
    },
    {
        .key = "wallet.closed.owner",
        .type = "payment",
        .title_fr = "Portefeuille fermé",
        .message_fr = "Votre portefeuille {currency} est fermé. Motif : {reason}",
        .title_en = "Wallet closed",
        .message_en = "Your {currency} wallet is closed. Reason: {reason}",
    },
    {
        .key = "wallet.held.owner",
        .type = "payment",
        .title_fr = "Somme réservée",
        .message_fr = "{amount} de votre portefeuille sont réservés. Motif : {reason}",
        .title_en = "Money set aside",
        .message_en = "{amount} of your wallet has been set aside. Reason: {reason}",
    },
    {
        .key = "wallet.hold_ended.owner",
        .type = "payment",
        .title_fr = "Fin de la réserve",
        .message_fr =
            "La réserve sur votre portefeuille est levée : {captured} prélevés, {returned} "
            "rendus.",
        .title_en = "Hold ended",
        .message_en = "The hold on your wallet has ended: {captured} taken, {returned} returned.",
    },
    {
        .key = "payment.taken_back.transporter",
        .type = "payment",
        .title_fr = "Gains repris",
        .message_fr = "{amount} de vos gains pour le transport {route} ont été repris. Motif : "
                      "{reason}",
        .title_en = "Earnings taken back",
        .message_en = "{amount} of your earnings for the transport {route} has been taken back. "
                      "Reason: {reason}",
    },
    {
        .key = "withdrawal.requested.owner",
        .type = "payment",
        .title_fr = "Retrait demandé",
        .message_fr = "Votre retrait de {amount} est enregistré. Frais : {fee}.",
        .title_en = "Withdrawal requested",
        .message_en = "We have received your withdrawal of {amount}. Fee: {fee}.",
    },
    {
        .key = "withdrawal.sent.owner",
        .type = "payment",
        .title_fr = "Retrait envoyé",
        .message_fr = "Votre retrait de {amount} est en route.",
        .title_en = "Withdrawal sent",
        .message_en = "Your withdrawal of {amount} is on its way.",
    },
    {
        .key = "withdrawal.settled.owner",
        .type = "payment",
        .title_fr = "Retrait effectué",
        .message_fr = "Votre retrait de {amount} est arrivé.",
        .title_en = "Withdrawal done",
        .message_en = "Your withdrawal of {amount} has arrived.",
    },
    {
        .key = "withdrawal.returned.owner",
        .type = "payment",
        .title_fr = "Retrait annulé",
        .message_fr = "{amount} sont revenus dans votre portefeuille. Motif : {reason}",
        .title_en = "Withdrawal returned",
        .message_en = "{amount} has come back to your wallet. Reason: {reason}",
    },
    {
        .key = "account.welcome",
        .type = "system",
        .title_fr = "Bienvenue sur A-Logistics",
        .message_fr = "Bonjour {name}, votre compte est prêt. Nous sommes heureux de vous compter "
                      "parmi nous.",
        .title_en = "Welcome to A-Logistics",
        .message_en = "Hello {name}, your account is ready. We are glad to have you with us.",
    },
    {
        .key = "mail.confirm_email",
        .type = "system",
        .title_fr = "Confirmez votre adresse",
        .message_fr = "Voici votre code de confirmation, valable {minutes} minutes : {token}",
        .title_en = "Confirm your address",
        .message_en = "Your confirmation code, good for {minutes} minutes: {token}",
    },
    {
        .key = "mail.reset_password",
        .type = "system",
        .title_fr = "Nouveau mot de passe",
        .message_fr = "Voici votre code, valable {minutes} minutes : {token}",
        .title_en = "New password",
        .message_en = "Your code, good for {minutes} minutes: {token}",
    },
    {
        .key = "mail.password_changed",
        .type = "system",
        .title_fr = "Votre mot de passe a changé",
        .message_fr = "Si ce n'était pas vous, demandez vite un nouveau mot de passe.",
        .title_en = "Your password was changed",
        .message_en = "If it was not you, ask for a new password at once.",
    },
    {
        .key = "mail.account_exists",
        .type = "system",
        .title_fr = "Vous avez déjà un compte",
        .message_fr = "Connectez-vous, ou demandez un nouveau mot de passe.",
        .title_en = "You have an account already",
        .message_en = "Log in, or ask for a new password.",
    },
};

}  // namespace

std::span<const Template> templates() { return table; }

}  // namespace socle::notifications
