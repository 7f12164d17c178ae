#include "alogistics/step.hpp"

namespace socle::alogistics {

namespace {

constinit bool is_reason_given = false;

}  // namespace

Step::Step(std::optional<Uuid> actor, bool gives_reason) : outer_gives_reason_(is_reason_given) {
  if (actor) acting_.emplace(actor);
  is_reason_given = gives_reason;
}

Step::~Step() { is_reason_given = outer_gives_reason_; }

bool Step::gives_reason() { return is_reason_given; }

}  // namespace socle::alogistics
