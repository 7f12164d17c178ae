#include "domain/jobs/schedule.hpp"

#include "domain/errors/catalogue.hpp"

namespace socle::jobs {

namespace {

Decision decide_all(const Cron& cron, const OffsetAt& zone, Seconds due, Seconds now) {
  Decision decision;
  decision.next = due;
  while (decision.next && *decision.next <= now &&
         static_cast<std::int64_t>(decision.runs.size()) < runs_at_once_max) {
    decision.runs.push_back(*decision.next);
    decision.next = next_run(cron, zone, *decision.next);
  }
  return decision;
}

}  // namespace

Result<CatchUp> read_catch_up(std::string_view word) {
  if (word == "skip") return CatchUp::skip;
  if (word == "once") return CatchUp::once;
  if (word == "all") return CatchUp::all;
  return Refusal(errors::invalid_value)
      .with("field", "catch_up")
      .with("reason", "none of skip, once and all");
}

Decision decide(const Cron& cron, const OffsetAt& zone, CatchUp catch_up, Seconds due,
                Seconds now) {
  if (catch_up == CatchUp::all) return decide_all(cron, zone, due, now);
  Decision decision;
  Seconds last = due;
  decision.next = next_run(cron, zone, last);
  while (decision.next && *decision.next <= now && decision.missed < counted_max) {
    ++decision.missed;
    last = *decision.next;
    decision.next = next_run(cron, zone, last);
  }
  if (decision.next && *decision.next <= now) decision.next = next_run(cron, zone, now);
  if (catch_up == CatchUp::once || now - last <= grace_s)
    decision.runs.push_back(last);
  else
    ++decision.missed;
  return decision;
}

}  // namespace socle::jobs
