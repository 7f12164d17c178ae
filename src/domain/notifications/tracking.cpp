// What people are told of journeys.
#include "domain/notifications/areas.hpp"

namespace socle::notifications {
namespace {

constexpr Template table[] = {
    {
        .key = "tracking.arrived_pickup.client",
        .type = "tracking",
        .title_fr = "Transporteur arrivé",
        .message_fr = "Le transporteur de {route} est arrivé au lieu d'enlèvement, {place}, à "
                      "{time}.",
        .title_en = "Transporter arrived",
        .message_en = "The transporter of {route} arrived at the pick-up, {place}, at {time}.",
    },
    {
        .key = "tracking.arrived_delivery.client",
        .type = "tracking",
        .title_fr = "Arrivé à destination",
        .message_fr = "Votre marchandise {route} est arrivée au lieu de livraison, {place}, à "
                      "{time}.",
        .title_en = "Arrived at the destination",
        .message_en = "Your goods {route} arrived at the place of delivery, {place}, at {time}.",
    },
    {
        .key = "tracking.deviation.staff",
        .type = "tracking",
        .title_fr = "Écart d'itinéraire",
        .message_fr = "Le véhicule du transport {route} s'écarte de l'itinéraire prévu.",
        .title_en = "Off the planned way",
        .message_en = "The vehicle of the transport {route} is off the planned way.",
    },
    {
        .key = "tracking.prolonged_stop.staff",
        .type = "tracking",
        .title_fr = "Arrêt prolongé",
        .message_fr = "Le véhicule du transport {route} est à l'arrêt depuis longtemps.",
        .title_en = "Prolonged stop",
        .message_en = "The vehicle of the transport {route} has been standing for long.",
    },
};

}  // namespace

std::span<const Template> tracking_templates() { return table; }

}  // namespace socle::notifications
