// Settings: disputes and ratings.
#include "domain/settings/areas.hpp"

namespace socle::settings {

namespace {

constexpr Definition table[] = {
    integer("dispute.window_days", 1, 365, "7",
            "Days after the completion of a job in which a dispute can be opened, and after a "
            "decision in which it can be reopened.",
            "Jours après la fin d'un transport pendant lesquels un litige peut être ouvert, et "
            "après une décision pendant lesquels il peut être rouvert."),
    integer("dispute.escalate_hours", 1, 8'760, "48",
            "Hours after which an undecided dispute goes to the admins.",
            "Heures après lesquelles un litige non tranché passe aux administrateurs."),
    integer("dispute.remind_hours", 1, 8'760, "96",
            "Hours after which the admins are reminded of an undecided dispute; not at all if it "
            "is no later than the escalation.",
            "Heures après lesquelles un litige non tranché est rappelé aux administrateurs ; pas "
            "de rappel s'il n'est pas postérieur à la transmission."),
    integer("rating.window_days", 1, 365, "14",
            "Days after the completion of a job in which its parties can rate each other.",
            "Jours après la fin d'un transport pendant lesquels les parties peuvent se noter."),
};

}  // namespace

std::span<const Definition> dispute_settings() { return table; }

}  // namespace socle::settings
