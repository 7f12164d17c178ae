// Proofs of pick-up and delivery as the triggers of a request see them.
#pragma once

#include "alogistics/request_row.hpp"

namespace socle::alogistics {

// Whether what is shown of the delivery is enough for a transporter, by the setting delivery.proof.
// What is new and badly written counts; check_delivery_proof() refuses it in words of its own.
bool has_proof(const pg::Row& before, const pg::Row& after, pg::Schema system);

// Refuses a new proof of delivery that is not one (`invalid_value`), and notes a code that was
// right.
void check_delivery_proof(const pg::Row& before, pg::Row& after);

// The goods are taken over: checks the proof, stamps the time and the advance. For the transporter
// with a signature or a photograph, for staff and the system with a reason in the notes.
void pick_up(const pg::Row& before, pg::Row& after, freight::Actors actors, pg::Schema system);

}  // namespace socle::alogistics
