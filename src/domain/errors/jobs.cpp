#include "domain/errors/catalogue.hpp"

namespace socle::errors {

constexpr ErrorDefinition lease_lost{
    "lease_lost",
    "PT409",
    409,
    "the job does not belong to this worker any more",
    "la tâche n'appartient plus à ce worker",
    "Drop what you did for it, or make it harmless to be done twice; extend leases in time.",
    "Abandonnez ce travail ou rendez sa répétition sans effet ; prolongez vos baux à temps.",
};

constexpr ErrorDefinition job_finished{
    "job_finished",
    "PT409",
    409,
    "the job is finished",
    "la tâche est terminée",
    "Only a job that waits or runs can be cancelled; redrive_jobs() brings dead ones back.",
    "Seule une tâche en attente ou en cours peut être annulée ; redrive_jobs() relance les tâches "
    "abandonnées.",
};

}  // namespace socle::errors
