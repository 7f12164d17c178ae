#include "socle/events.hpp"

#include <array>
#include <cstdio>

#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/commit_order.hpp"
#include "pg/direct_table.hpp"
#include "pg/security.hpp"
#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/capture_plan.hpp"
#include "socle/event_days.hpp"
#include "socle/identity.hpp"
#include "socle/start.hpp"
#include "socle/webhooks.hpp"

namespace socle {

namespace {

// As extension/socle/migrations/0003_events.sql makes it.
constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},        {"at", "timestamptz"}, {"system", "text"}, {"topic", "text"},
    {"recipient", "uuid"}, {"kind", "text"},      {"entity", "text"}, {"entity_id", "text"},
    {"payload", "jsonb"},  {"actor", "uuid"},
};
constexpr pg::DirectTable day_table{"events", columns, 0, ""};

// The subtransaction that has left a gap already: a rollback takes its row along.
constinit SubTransactionId gap_left_in = InvalidSubTransactionId;

void end_transaction() noexcept { gap_left_in = InvalidSubTransactionId; }

// Looked up once, until PostgreSQL says that it changed.
constinit Oid known_sequence = InvalidOid;

void forget(Oid table) noexcept {
  if (table == known_sequence || table == InvalidOid) known_sequence = InvalidOid;
  forget_day(table);
  forget_captures(table);
}

void refuse_prepare() {
  if (pg::has_taken_number()) pg::refuse_prepare();
}

NullableDatum text_or_null(std::string_view text) {
  if (text.empty()) return {0, true};
  return pg::write_datum(text);
}

using EventRow = std::array<NullableDatum, std::size(columns)>;

EventRow row_of(std::int64_t id, pg::Timestamp now, std::string_view system,
                const std::optional<Uuid>& actor, const NewEvent& event) {
  return {pg::write_datum(id),
          pg::write_datum(now),
          pg::write_datum(system),
          pg::write_datum(event.topic),
          pg::write_datum(event.recipient),
          pg::write_datum(event.kind),
          text_or_null(event.entity),
          text_or_null(event.entity_id),
          pg::write_datum(event.payload ? *event.payload : pg::to_datum({"{}"})),
          pg::write_datum(actor)};
}

void insert(std::int64_t id, std::string_view system, const NewEvent& event) {
  const pg::Timestamp now{pg::wall_time()};
  pg::OpenTable(day_of(now), day_table).insert(row_of(id, now, system, uid(), event));
}

// One row stands for all that this transaction would have emitted.
void leave_gap(std::string_view system) {
  const SubTransactionId now = GetCurrentSubTransactionId();
  if (gap_left_in == now) return;
  const std::int64_t id =
      pg::call([sequence = event_sequence()] { return nextval_internal(sequence, false); });
  insert(id, system, {"", events::reset_kind, {}, {}, {}, {}});
  gap_left_in = now;
}

void emit_by_hand(pg::Schema system, const std::optional<std::string>& topic,
                  const std::optional<std::string>& kind,
                  const std::optional<pg::JsonDatum>& payload,
                  const std::optional<std::vector<Uuid>>& recipients) {
  if (!require_caller(system).is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  for (const auto& [name, is_given] :
       {std::pair("topic", topic.has_value()), std::pair("kind", kind.has_value()),
        std::pair("payload", payload.has_value())})
    if (!is_given) throw pg::Refused(Refusal(errors::missing_value).with("field", name));
  pg::check(events::check_event(*topic, *kind, recipients.has_value()));
  const pg::AsRole owner(pg::owner_of(system));
  NewEvent event{*topic, *kind, {}, {}, payload, {}};
  if (!recipients) return emit(system, event);
  for (const Uuid& recipient : *recipients) {
    event.recipient = recipient;
    emit(system, event);
  }
}

}  // namespace

pg::Schema base_schema() { return {pg::find_schema("socle")}; }

Oid event_sequence() {
  if (known_sequence == InvalidOid)
    known_sequence = pg::find_table(base_schema().oid, "event_ids");
  return known_sequence;
}

std::string_view system_name(pg::Schema system) {
  // Those that emitted last are looked up once.
  struct Known {
    Oid oid = InvalidOid;
    std::array<char, NAMEDATALEN> name{};
  };
  static constinit std::array<Known, 4> known{};
  static constinit std::size_t next = 0;
  for (const Known& entry : known)
    if (entry.oid == system.oid) return entry.name.data();
  Known& entry = known[next];
  next = (next + 1) % known.size();
  entry.oid = InvalidOid;
  pg::call([&] {
    char* const name = get_namespace_name(system.oid);
    if (name == nullptr) elog(ERROR, "schema %u does not exist", system.oid);
    strlcpy(entry.name.data(), name, entry.name.size());
    pfree(name);
  });
  entry.oid = system.oid;
  return entry.name.data();
}

void emit(pg::Schema system, const NewEvent& event) {
  webhooks::enqueue(system, event);
  const std::optional<std::int64_t> id = pg::take_number(event_sequence());
  if (!id) return leave_gap(system_name(system));
  insert(*id, system_name(system), event);
}

EventBatch::EventBatch(pg::Schema system)
    : schema_(system), system_(system_name(system)), actor_(uid()) {
  static_assert(columns == std::size(socle::columns));
}

void EventBatch::add(const NewEvent& event) {
  webhooks::enqueue(schema_, event);
  const std::optional<std::int64_t> id = pg::take_number(event_sequence());
  if (!id) return leave_gap(system_);
  if (count_ == 0) at_ = {pg::wall_time()};
  const EventRow row = row_of(*id, at_, system_, actor_, event);
  std::copy(row.begin(), row.end(), rows_.begin() + count_ * columns);
  if (++count_ == size_max) write();
}

void EventBatch::write() {
  if (count_ == 0) return;
  pg::OpenTable(day_of(at_), day_table).insert_rows(rows_.data(), count_);
  count_ = 0;
}

void start_event_stream() {
  if (pg::is_preloading()) pg::request_commit_order();
  pg::on_transaction_end<end_transaction>();
  pg::before_prepare<refuse_prepare>();
  pg::on_table_change(forget);
}

}  // namespace socle

SOCLE_EXPORT(socle_emit, socle::emit_by_hand);
