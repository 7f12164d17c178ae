// What transporters pay for jobs that they leave. Needs the rights of the system's owner.
#pragma once

#include "domain/money/money.hpp"
#include "pg/function.hpp"

namespace socle::alogistics {

struct JobPenalty {
  Uuid request;
  Uuid transporter;
  std::string_view cause;  // declined, no_show
  money::Minor amount;
  std::string currency;
  std::string reason;
  std::optional<Uuid> actor;
};

// Takes the penalty from the transporter's wallet as far as there is money in it, and nothing from
// one that is frozen or closed. What was to be paid and what was is kept. Returns what was.
money::Minor charge_job_penalty(pg::Schema system, const JobPenalty& penalty);

}  // namespace socle::alogistics
