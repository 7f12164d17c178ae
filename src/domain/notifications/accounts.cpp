// What people are told of accounts, mails and the platform itself.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
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
        .key = "error.fault.admin",
        .type = "system",
        .title_fr = "Erreur du serveur {code}",
        .message_fr = "{message}. Les détails sont dans error_reports.",
        .title_en = "Server error {code}",
        .message_en = "{message}. Details are in error_reports.",
        .is_mailed = true,
        .is_critical = true,
    },
    {
        .key = digest_key,
        .type = "system",
        .title_fr = "{count} notifications : {title}",
        .message_fr = "Du plus ancien au plus récent :\n{items}",
        .title_en = "{count} notifications: {title}",
        .message_en = "Oldest first:\n{items}",
    },
    {
        .key = "webhook.gone.admin",
        .type = "system",
        .title_fr = "Webhook désactivé : {description}",
        .message_fr = "{url} ne veut plus rien recevoir (410). Ce qui attend ne sera pas livré.",
        .title_en = "Webhook switched off: {description}",
        .message_en = "{url} wants no more (410). What waits for it is not delivered.",
        .is_mailed = true,
    },
    {
        .key = "webhook.failing.admin",
        .type = "system",
        .title_fr = "Webhook désactivé : {description}",
        .message_fr = "{url} n'accepte rien depuis {days} jours. Ce qui attend ne sera pas livré.",
        .title_en = "Webhook switched off: {description}",
        .message_en = "{url} has accepted nothing for {days} days. What waits for it is not "
                      "delivered.",
        .is_mailed = true,
    },
    {
        .key = "mail.confirm_email",
        .type = "system",
        .title_fr = "Confirmez votre adresse",
        .message_fr = "Voici votre code de confirmation, valable {minutes} minutes : {token}",
        .title_en = "Confirm your address",
        .message_en = "Your confirmation code, good for {minutes} minutes: {token}",
        .is_mailed = true,
        .is_critical = true,
    },
    {
        .key = "mail.reset_password",
        .type = "system",
        .title_fr = "Nouveau mot de passe",
        .message_fr = "Voici votre code, valable {minutes} minutes : {token}",
        .title_en = "New password",
        .message_en = "Your code, good for {minutes} minutes: {token}",
        .is_mailed = true,
        .is_critical = true,
    },
    {
        .key = "mail.password_changed",
        .type = "system",
        .title_fr = "Votre mot de passe a changé",
        .message_fr = "Si ce n'était pas vous, demandez vite un nouveau mot de passe.",
        .title_en = "Your password was changed",
        .message_en = "If it was not you, ask for a new password at once.",
        .is_mailed = true,
        .is_critical = true,
    },
    {
        .key = "mail.account_exists",
        .type = "system",
        .title_fr = "Vous avez déjà un compte",
        .message_fr = "Connectez-vous, ou demandez un nouveau mot de passe.",
        .title_en = "You have an account already",
        .message_en = "Log in, or ask for a new password.",
        .is_mailed = true,
        .is_critical = true,
    },
};

}  // namespace

std::span<const Template> accounts_templates() { return table; }

}  // namespace socle::notifications
