// confirm_pickup(), issue_delivery_code(), confirm_delivery().
#include "alogistics/money_op.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/step.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/delivery_code.hpp"
#include "pg/random.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;

constexpr std::size_t salt_bytes = 32;

// With the caller's rights: what row security hides is not found.
constinit pg::Statement<Uuid> lock_job{
    "select status::text, client_id, assigned_transporter_id, pickup_confirmed_at is not null,"
    "   pickup_city || ' → ' || delivery_city"
    " from alogistics.transport_requests where id = $1 for no key update"};
// Leaves out what confirm_pickup() refuses. The status as a text, so that no index of a few
// statuses is gone through for it.
constinit pg::Statement<Uuid, pg::Json, pg::Timestamp, Uuid> set_picked_up{
    "update alogistics.transport_requests set pickup_proof ="
    "   $2 || case when $3 is null then '{}' else jsonb_build_object('device_time', $3) end"
    " where id = $1 and status::text = 'in_progress' and pickup_confirmed_at is null"
    "   and client_id is distinct from $4"};
// What was noted of an earlier code is no part of what is shown now.
constinit pg::Statement<Uuid, pg::Json, pg::Timestamp> set_completed{
    "update alogistics.transport_requests set status = 'completed', proof_of_delivery ="
    "   coalesce($2, proof_of_delivery - 'code_confirmed', '{}')"
    "   || case when $3 is null then '{}' else jsonb_build_object('device_time', $3) end"
    " where id = $1"};
constinit pg::Statement<Uuid, pg::Bytes, pg::Bytes, pg::Timestamp, Uuid, std::int64_t> store_code{
    "insert into alogistics.delivery_codes as c (request_id, hash, salt, expires_at, issued_by)"
    " values ($1, $2, $3, $4, $5)"
    " on conflict (request_id) do update set hash = excluded.hash, salt = excluded.salt,"
    "   attempts = 0, issued = c.issued + 1, expires_at = excluded.expires_at, used_at = null,"
    "   issued_at = now(), issued_by = excluded.issued_by"
    " where c.issued < $6"};
constinit pg::Statement<Uuid> lock_code{
    "select hash, salt, attempts::bigint, expires_at, used_at is not null"
    " from alogistics.delivery_codes where request_id = $1 for no key update"};
constinit pg::Statement<Uuid> count_attempt{
    "update alogistics.delivery_codes set attempts = attempts + 1 where request_id = $1"};
constinit pg::Statement<Uuid> use_code{
    "update alogistics.delivery_codes set used_at = now() where request_id = $1"};

struct Job {
  Status status;
  Uuid client;
  OptionalUuid transporter;
  bool is_picked_up;
  std::string route;
};

// The job, which must be under way.
Job lock(pg::Spi& spi, const Uuid& id) {
  const auto row = spi.row<std::string, Uuid, OptionalUuid, bool, std::string>(lock_job, id);
  if (!row) refuse_missing("transport_request", id);
  const auto& [status, client, transporter, is_picked_up, route] = *row;
  const Job job{freight::parse_status(status).value(), client, transporter, is_picked_up, route};
  if (job.status != Status::in_progress)
    throw pg::Refused(freight::refuse_transition(job.status, Status::completed));
  return job;
}

void check_object(const std::optional<pg::Json>& proof, std::string_view field) {
  if (proof && !proof->text.starts_with('{')) refuse_value(field, "not a JSON object");
}

void tell_client(pg::Schema system, const Job& job, const Uuid& id, std::string_view key) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {{"route", job.route}};
  notify(spi, system, job.client, key, parameters, id);
}

[[noreturn]] void refuse_actor(std::string_view event, std::string_view allowed) {
  throw pg::Refused(
      Refusal(errors::not_allowed).with("event", event).with_json("allowed_for", allowed));
}

bool confirm_pickup(const OptionalUuid& request, const std::optional<pg::Json>& proof,
                    const std::optional<pg::Timestamp>& device_time, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const pg::Json shown = proof ? *proof : pg::Json{"{}"};
  check_object(shown, "pickup_proof");
  return once(system, "confirm_pickup", key, Arguments(id, proof, device_time), [&] {
    pg::Spi spi;
    if (spi.run(set_picked_up, id, shown, device_time, caller.user) > 0) return true;
    const Job job = lock(spi, id);
    if (actors_of(caller, job.client, job.transporter) == freight::client)
      refuse_actor("pickup", R"(["transporter","staff","system"])");
    if (job.is_picked_up)
      throw pg::Refused(Refusal(errors::already_picked_up).with("event", "pickup"));
    // It became what is looked for just now, and stays so, as it is locked; or he is not the client
    // only.
    spi.run(set_picked_up, id, shown, device_time, OptionalUuid());
    return true;
  });
}

std::string draw_code() {
  for (;;) {
    const std::string random = pg::random_bytes(freight::code_random_bytes);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(random.data());
    if (auto code = freight::make_code({bytes, random.size()})) return *code;
  }
}

void store(pg::Schema system, const Caller& caller, const Uuid& id, const std::string& code) {
  const std::string salt = pg::random_bytes(salt_bytes);
  const std::int64_t hours = integer_setting(system, "delivery.code_hours");
  const std::int64_t codes_max = integer_setting(system, "delivery.codes_max");
  const pg::Timestamp expires_at{pg::transaction_time() + hours * pg::hour_us};
  const std::uint64_t stored =
      pg::Spi().run(store_code, id, pg::Bytes{freight::hash_code(code, salt).value()},
                    pg::Bytes{salt}, expires_at, caller.user, codes_max);
  if (stored == 0) throw pg::Refused(Refusal(errors::too_many_codes).with("codes_max", codes_max));
}

// Not idempotent: a code that is shown again would have to be kept. Who asks again gets a new one.
std::string issue_delivery_code(const OptionalUuid& request) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  pg::Spi spi;
  const Job job = lock(spi, id);
  const freight::Actors actors = actors_of(caller, job.client, job.transporter);
  if ((actors & freight::transporter) != 0)
    refuse_actor("issue_delivery_code", R"(["client","staff","system"])");
  const pg::AsRole owner(pg::owner_of(system));
  const std::string code = draw_code();
  store(system, caller, id, code);
  if (caller.user != job.client) tell_client(system, job, id, "delivery.code_issued.client");
  note(system, caller, "delivery_code.issue", "transport_requests", to_string(id));
  return code;
}

// Counts a wrong code; a code that is right counts as used.
freight::CodeJudgement judge(pg::Schema system, const Job& job, const Uuid& id,
                             const std::string& typed) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto row = spi.row<pg::Bytes, pg::Bytes, std::int64_t, pg::Timestamp, bool>(lock_code, id);
  if (!row) refuse_missing("delivery_code", id);
  const auto& [hash, salt, attempts, expires_at, is_used] = *row;
  const freight::StoredCode code{hash.bytes,
                                 salt.bytes,
                                 attempts,
                                 integer_setting(system, "delivery.code_attempts"),
                                 expires_at.microseconds,
                                 is_used};
  const auto judgement = pg::value_or_raise(freight::judge(code, typed, pg::transaction_time()));
  if (judgement.verdict == freight::CodeVerdict::right) spi.run(use_code, id);
  if (judgement.verdict != freight::CodeVerdict::wrong) return judgement;
  spi.run(count_attempt, id);
  if (judgement.attempts_left == 0) tell_client(system, job, id, "delivery.code_locked.client");
  return judgement;
}

pg::Json answer(const freight::CodeJudgement& judgement) {
  const bool is_right = judgement.verdict == freight::CodeVerdict::right;
  const Status status = is_right ? Status::completed : Status::in_progress;
  std::string json = R"({"verdict":)";
  append_json_string(json, freight::to_string(judgement.verdict));
  json += R"(,"attempts_left":)" + std::to_string(judgement.attempts_left) + R"(,"status":)";
  append_json_string(json, freight::to_string(status));
  return {json + '}'};
}

pg::Json confirm_delivery(const OptionalUuid& request, const OptionalText& code,
                          const std::optional<pg::Json>& proof,
                          const std::optional<pg::Timestamp>& device_time,
                          const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const std::string& typed = require(code, "code");
  check_object(proof, "proof_of_delivery");
  const Arguments arguments(id, typed, proof, device_time);
  const pg::Json result = once(system, "confirm_delivery", key, arguments, [&] {
    pg::Spi spi;
    const Job job = lock(spi, id);
    if (!caller.user || job.transporter != caller.user)
      refuse_actor("complete", R"(["transporter"])");
    const freight::CodeJudgement judgement = judge(system, job, id, typed);
    if (judgement.verdict == freight::CodeVerdict::right) {
      const CodeShown shown;
      spi.run(set_completed, id, proof, device_time);
    }
    return answer(judgement);
  });
  // An ERROR would take the count back; so what is wrong is an answer with the status of one.
  if (result.text.find(R"("right")") == std::string::npos) pg::set_local("response.status", "422");
  return result;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_confirm_pickup, socle::alogistics::confirm_pickup);
SOCLE_EXPORT(alogistics_issue_delivery_code, socle::alogistics::issue_delivery_code);
SOCLE_EXPORT(alogistics_confirm_delivery, socle::alogistics::confirm_delivery);
