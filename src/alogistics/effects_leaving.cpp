// What follows when a job ends early or loses its transporter: who gets what of the escrow, what
// the transporter pays, and what all are told.
#include "alogistics/cancellation.hpp"
#include "alogistics/effects.hpp"
#include "alogistics/job_penalties.hpp"
#include "alogistics/step.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

using freight::Status;

namespace {

constinit pg::Statement<Uuid> forget_attempts{
    "update alogistics.delivery_codes set attempts = 0 where request_id = $1"};

}  // namespace

void Effects::unassigned(Status from) {
  const bool is_declined = is_by_transporter(actors_of(caller_, before_));
  const Cause cause = Because::cause();
  if (cause == Cause::no_show) {
    tell_client("request.no_show.client", {route()});
    tell_transporter("request.no_show.transporter", {route(), reason()});
  } else if (cause == Cause::unpaid) {
    tell_client("request.unpaid.client", {route()});
    tell_transporter("request.unpaid.transporter", {route()});
  } else if (is_declined) {
    tell_client("request.declined.client", {route(), reason()});
    tell_transporter("request.declined.transporter", {route()});
  } else {
    tell_client("request.unassigned.client", {route(), reason()});
    tell_transporter("request.unassigned.transporter", {route(), reason()});
  }
  // Wrong codes of one transporter do not lock the next one out.
  if (from == Status::in_progress) spi_.run(forget_attempts, request_id(row_));
  penalize(from);
  write_audit("unassign");
}

// A transporter who does not come pays what the setting says, one who declines what the policy
// says.
void Effects::penalize(Status from) {
  const bool is_no_show = Because::cause() == Cause::no_show;
  const bool is_declined = is_by_transporter(actors_of(caller_, before_));
  if (!is_no_show && !is_declined) return;
  // Who comes to a pick-up that nobody paid for comes for nothing.
  if (is_no_show && from == Status::assigned) return;
  const money::Minor penalty =
      is_no_show ? integer_setting(system_, "cancellation.no_show_penalty")
                 : terms_of(system_, request_id(row_), from, freight::Canceller::by_transporter)
                       .rule.transporter_penalty;
  if (penalty == 0) return;
  const money::Minor charged = charge_job_penalty(
      system_, {request_id(row_), *transporter_, is_no_show ? "no_show" : "declined", penalty,
                currency_of(row_), reason().value, caller_.user});
  tell_transporter("penalty.charged.transporter",
                   {route(), amount("amount", penalty, *transporter_),
                    amount("charged", charged, *transporter_), reason()});
}

void Effects::cancelled(Status from) {
  const bool is_rejected = from == Status::pending && caller_.user != client_;
  if (is_rejected)
    tell_client("request.rejected.client", {route(), reason()});
  else if (Because::cause() == Cause::unclaimed)
    tell_client("request.unclaimed.client", {route()});
  else
    tell_client("request.cancelled.client", {route(), reason()});
  tell_transporter("request.cancelled.transporter", {route(), reason()});
  // Nothing is held of what was never validated.
  if (!is_rejected) divide_escrow(from);
  write_audit(is_rejected ? "reject" : "cancel");
}

void Effects::divide_escrow(Status from) {
  const Terms terms =
      terms_of(system_, request_id(row_), from, canceller_of(actors_of(caller_, before_)));
  const freight::CancellationSplit& split = terms.split;
  pay_cancellation(
      system_, terms,
      {request_id(row_), client_, transporter_, currency_of(row_), route().value, caller_.user});
  if (split.refund > 0)
    tell_client("payment.refunded.client", {route(), amount("amount", split.refund, client_)});
  if (terms.fee() > 0)
    tell_client("cancellation.fee.client", {route(), amount("fee", terms.fee(), client_)});
  if (split.compensation > 0)
    tell_transporter("cancellation.compensation.transporter",
                     {route(), amount("amount", split.compensation, *transporter_)});
}

}  // namespace socle::alogistics
