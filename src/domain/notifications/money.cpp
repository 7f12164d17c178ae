// What people are told of wallets, payments and withdrawals.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
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
        .is_mailed = true,
        .is_critical = true,
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
        .is_mailed = true,
        .is_critical = true,
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
        .is_mailed = true,
        .is_critical = true,
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
};

}  // namespace

std::span<const Template> money_templates() { return table; }

}  // namespace socle::notifications
