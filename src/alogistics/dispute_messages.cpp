// The thread of a dispute. An INSERT is the same as add_dispute_message().
#include "alogistics/checks.hpp"
#include "alogistics/dispute_row.hpp"
#include "alogistics/words.hpp"
#include "domain/freight/attachments.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/idempotency.hpp"

namespace socle::alogistics {

namespace {

constexpr std::ptrdiff_t message_characters_max = 4000;

// Not decided while somebody writes; two may write at once.
constinit pg::Statement<Uuid> lock_thread{
    "select client_id, transporter_id, assigned_moderator, status = 'resolved'"
    " from alogistics.disputes where id = $1 for share"};
constinit pg::Statement<Uuid> read_thread{
    "select request_id, assigned_moderator from alogistics.disputes where id = $1"};
constinit pg::Statement<Uuid, Uuid, std::string, pg::Json> insert_message{
    "insert into alogistics.dispute_messages (dispute_id, sender_id, message, attachments)"
    " values ($1, $2, $3, coalesce($4, '[]')) returning id"};

void check_sender(const Uuid& sender, const Caller& caller, bool is_party,
                  const OptionalUuid& moderator, const Uuid& dispute, pg::Schema system) {
  if (!caller.is_system && caller.user != sender)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(sender)));
  const Access access = access_of(system, sender);
  if (is_party || access.is_admin() || (access.is_staff() && moderator == sender)) return;
  if (!access.is_staff() && !caller.is_system) refuse_missing("dispute", dispute);
  throw pg::Refused(
      Refusal(errors::not_allowed)
          .with("event", "write")
          .with_json("allowed_for", R"(["client","transporter","moderator","admin"])"));
}

void prepare_dispute_message(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  for (const char* column : {"dispute_id", "sender_id", "message", "attachments"})
    check_given(row, column);
  check_length(row, "message", 1, message_characters_max);
  pg::check(freight::check_attachments("attachments", row.get<std::string>("attachments")));
  const Uuid dispute = row.get<Uuid>("dispute_id");
  const auto found = pg::Spi().row<Uuid, Uuid, OptionalUuid, bool>(lock_thread, dispute);
  if (!found) refuse_missing("dispute", dispute);
  const auto& [client, transporter, moderator, is_decided] = *found;
  const Uuid sender = row.get<Uuid>("sender_id");
  check_sender(sender, caller, sender == client || sender == transporter, moderator, dispute,
               system);
  if (is_decided) throw pg::Refused(Refusal(errors::dispute_closed).with("reason", "decided"));
  row.set("client_id", client);
  row.set("transporter_id", transporter);
  row.set("created_at", pg::Timestamp{pg::transaction_time()});
}

// The parties and whoever decides, but for the sender. Who is staff no more decides nothing.
void follow_dispute_message(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const pg::Row& row = trigger.new_row();
  const Uuid sender = row.get<Uuid>("sender_id");
  pg::Spi spi;
  const auto found = spi.row<Uuid, OptionalUuid>(read_thread, row.get<Uuid>("dispute_id"));
  const auto& [request, assigned] = found.value();
  const bool is_staff = assigned && access_of(system, *assigned).is_staff();
  const OptionalUuid moderator = is_staff ? assigned : std::nullopt;
  const Job job = read_job(request);
  const std::vector<notifications::Parameter> parameters{{"sender", name_of(spi, sender)}};
  for (const OptionalUuid& reader : {OptionalUuid(job.client), job.transporter, moderator})
    if (reader && *reader != sender)
      tell(system, job, *reader, "dispute.message.reader", parameters);
  if (!moderator && job.is_party(sender))
    tell_admins(system, job, "dispute.message.reader", parameters);
}

std::int64_t add_dispute_message(const OptionalUuid& dispute, const OptionalText& message,
                                 const std::optional<pg::Json>& attachments,
                                 const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(dispute, "dispute_uuid");
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  return once(system, "add_dispute_message", key, Arguments(id, message, attachments), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    return std::get<0>(
        pg::Spi()
            .row<std::int64_t>(insert_message, id, *caller.user, message, attachments)
            .value());
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_dispute_message, socle::alogistics::prepare_dispute_message);
SOCLE_TRIGGER(alogistics_follow_dispute_message, socle::alogistics::follow_dispute_message);
SOCLE_EXPORT(alogistics_add_dispute_message, socle::alogistics::add_dispute_message);
