// Webhooks: events that programs outside are told of.
#pragma once

#include "socle/events.hpp"

namespace socle::webhooks {

// Writes a job for each endpoint that asked for events of this kind, in the transaction of the
// event. What is for one person, and who may follow what, is told to none.
void enqueue(pg::Schema system, const NewEvent& event);

}  // namespace socle::webhooks
