// Deliveries follow their jobs, and what providers say later: those of a digest all the same one.
#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"
#include "pg/security.hpp"
#include "pg/trigger.hpp"
#include "socle/jobs.hpp"

namespace socle {

namespace {

using Text = std::string;
using OptionalText = std::optional<std::string>;

// What a provider said is truer than what the job says.
constinit pg::SchemaStatement<std::int64_t, Text, Text> follow{R"(
  update {schema}.message_deliveries set
    state = $2, reason = $3,
    sent_at = case when $2 = 'sent' then clock_timestamp() end,
    ended_at = case when $2 in ('failed', 'cancelled') then clock_timestamp() end
  where job_id = $1 and state not in ('delivered', 'bounced'))"};
// It may say it before the worker says that the job is done. What bounced never arrives.
constinit pg::SchemaStatement<std::int64_t, Text, Text> note_report{R"(
  update {schema}.message_deliveries set
    state = $2, reason = $3, sent_at = coalesce(sent_at, clock_timestamp()),
    delivered_at = case when $2 = 'delivered' then clock_timestamp() else delivered_at end,
    ended_at = case when $2 = 'bounced' then clock_timestamp() end
  where job_id = $1 and state not in ($2, 'bounced'))"};
constinit pg::SchemaStatement<std::int64_t> read_state{
    "select state from {schema}.message_deliveries where job_id = $1 limit 1"};

constexpr std::size_t reason_bytes_max = 500;

OptionalText shortened(const OptionalText& reason) {
  if (!reason) return std::nullopt;
  return Text(first_bytes(*reason, reason_bytes_max));
}

std::string_view state_of_delivery(std::string_view job_state) {
  if (job_state == "done") return "sent";
  if (job_state == "dead") return "failed";
  if (job_state == "cancelled") return "cancelled";
  return "queued";
}

void follow_delivery(pg::Trigger& trigger) {
  const pg::Row& job = trigger.new_row();
  const std::string_view state = state_of_delivery(job.get<Text>("state"));
  OptionalText reason;
  if (state == "failed" || state == "cancelled")
    reason = shortened(job.get<OptionalText>("last_error"));
  pg::Spi().run(follow, trigger.function_schema(), job.get<std::int64_t>("id"), state, reason);
}

Text report_delivery(pg::Schema system, const std::optional<std::int64_t>& job_id,
                     const OptionalText& outcome, const OptionalText& reason) {
  jobs::require_system(system);
  const std::int64_t job = jobs::required(job_id, "job_id");
  const Text& state = jobs::required(outcome, "outcome");
  if (state != "delivered" && state != "bounced")
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "outcome")
                          .with("reason", "neither delivered nor bounced"));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  spi.run(note_report, system, job, state, shortened(reason));
  const auto row = spi.row<Text>(read_state, system, job);
  if (!row)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "message_delivery").with("id", job));
  return std::get<0>(*row);
}

}  // namespace

}  // namespace socle

SOCLE_TRIGGER(socle_follow_delivery, socle::follow_delivery);
SOCLE_EXPORT(socle_report_delivery, socle::report_delivery);
