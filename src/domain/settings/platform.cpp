// Settings: what holds for the whole platform.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view currencies[] = {"XOF", "XAF", "EUR", "GNF"};
constexpr std::string_view debit_moments[] = {"assignment", "validation"};

constexpr std::string_view reasons[] = {"optional", "required"};

constexpr Definition table[] = {
    integer("platform.commission_bps", 0, 10'000, "1500",
            "Commission of the platform in basis points of the price.",
            "Commission de la plateforme en points de base du prix."),
    choice("platform.currency", currencies, "\"XOF\"",
           "Currency of new wallets and requests (ISO 4217).",
           "Devise des nouveaux portefeuilles et des nouvelles demandes (ISO 4217)."),
    choice("payment.debit_at", debit_moments, "\"assignment\"",
           "When the client pays: once a transporter is assigned, or at validation.",
           "Moment du paiement par le client : après l'assignation ou à la validation."),
    {"platform.time_zone",
     Kind::time_zone,
     0,
     0,
     {},
     R"("Africa/Dakar")",
     "Time zone that the platform works in: what is night, a weekend, a day.",
     "Fuseau horaire de la plateforme : ce qui est la nuit, un week-end, un jour."},
    integer("idempotency.hours", 1, 720, "24",
            "Hours that an idempotency key and its answer are kept.",
            "Heures de conservation d'une clé d'idempotence et de sa réponse."),
    integer("health.deadline_minutes", 1, 1'440, "10",
            "Minutes that a deadline may be late before health() warns.",
            "Minutes de retard d'une échéance au-delà desquelles health() avertit."),
    integer("health.job_minutes", 1, 10'080, "60",
            "Minutes that a job may wait beyond its time before health() warns.",
            "Minutes d'attente d'une tâche au-delà desquelles health() avertit."),
    choice("settings.reason", reasons, "\"optional\"",
           "Whether a change of a setting must say why.",
           "Motif exigé ou non pour modifier un paramètre."),
};

}  // namespace

std::span<const Definition> platform_settings() { return table; }

}  // namespace socle::settings
