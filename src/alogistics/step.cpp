#include "alogistics/step.hpp"

namespace socle::alogistics {

namespace {

constinit bool is_reason_given = false;
constinit bool is_price_cut = false;
constinit Cause current_cause = Cause::none;
constinit bool is_code_right = false;

}  // namespace

Step::Step(std::optional<Uuid> actor, bool gives_reason) : outer_gives_reason_(is_reason_given) {
  if (actor) acting_.emplace(actor);
  is_reason_given = gives_reason;
}

Step::~Step() { is_reason_given = outer_gives_reason_; }

bool Step::gives_reason() { return is_reason_given; }

PriceCut::PriceCut() { is_price_cut = true; }
PriceCut::~PriceCut() { is_price_cut = false; }
bool PriceCut::is_at_work() { return is_price_cut; }

Because::Because(Cause cause) { current_cause = cause; }
Because::~Because() { current_cause = Cause::none; }
Cause Because::cause() { return current_cause; }

CodeShown::CodeShown() { is_code_right = true; }
CodeShown::~CodeShown() { is_code_right = false; }
bool CodeShown::is_right() { return is_code_right; }

}  // namespace socle::alogistics
