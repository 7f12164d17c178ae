// Settings: jobs, their retries and their history.
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view private_targets[] = {"refused", "allowed"};

constexpr Definition table[] = {
    integer("jobs.backoff_seconds", 1, 3'600, "10",
            "Pause after the first failure of a job, doubled with each further one.",
            "Pause après le premier échec d'une tâche, doublée à chaque échec suivant."),
    integer("jobs.backoff_max_seconds", 1, 604'800, "21600", "Longest pause between two attempts.",
            "Pause la plus longue entre deux tentatives."),
    integer("jobs.retention_days", 1, 3'650, "14",
            "Days that jobs which are done or cancelled, and the history of runs, are kept.",
            "Jours de conservation des tâches terminées ou annulées et de leur historique."),
    integer("jobs.dead_retention_days", 1, 3'650, "90",
            "Days that jobs which ran out of attempts are kept.",
            "Jours de conservation des tâches abandonnées après leur dernière tentative."),
    integer("webhooks.failing_days_max", 1, 365, "5",
            "Days without an arrival after which an endpoint of webhooks is switched off.",
            "Jours sans livraison réussie après lesquels un webhook est désactivé."),
    choice("webhooks.private_targets", private_targets, "\"refused\"",
           "Whether webhooks may go to private hosts and without encryption; for tests.",
           "Autorisation des webhooks vers des hôtes privés et sans chiffrement ; pour les tests."),
};

}  // namespace

std::span<const Definition> job_settings() { return table; }

}  // namespace socle::settings
