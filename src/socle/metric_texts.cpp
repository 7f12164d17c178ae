// The numbers of server_metrics() that every system has.
#include "domain/errors/catalogue.hpp"
#include "pg/commit_order.hpp"
#include "pg/error_reports.hpp"
#include "socle/events.hpp"
#include "socle/health.hpp"
#include "socle/metrics.hpp"
#include "socle/start.hpp"

namespace socle::metrics {

namespace {

using Row = std::tuple<std::string, std::string, std::int64_t>;

constinit pg::SchemaStatement<> count_jobs{
    "select queue, state, count(*) from {schema}.jobs where finished_at is null"
    " group by 1, 2 order by 1, 2"};
// Of what could run now, by queue; microseconds.
constinit pg::SchemaStatement<> oldest_jobs{
    "select queue, state, (extract(epoch from clock_timestamp() - min(run_at)) * 1000000)::bigint"
    " from {schema}.jobs where finished_at is null and state = 'ready'"
    " and run_at <= clock_timestamp() group by 1, 2 order by 1"};
constinit pg::SchemaStatement<> count_deadlines{
    "select count(*), coalesce((extract(epoch from clock_timestamp() - min(next_attempt_at))"
    " * 1000000)::bigint, 0) from {schema}.deadlines"
    " where done_at is null and next_attempt_at <= clock_timestamp()"};
constinit pg::Statement<> read_database{
    "select numbackends::bigint, xact_commit, xact_rollback, deadlocks, pg_database_size(datid)"
    " from pg_catalog.pg_stat_database where datname = current_database()"};

std::string_view text_of(const char* bytes, std::size_t size) {
  return std::string_view(bytes, size).substr(0, std::string_view(bytes, size).find('\0'));
}

using Requests = decltype(Counts::requests);

void write_durations(Exposition& out, std::string_view system, const Requests::Row& row) {
  const std::string_view operation = text_of(row.key.operation.data(), row.key.operation.size());
  const std::string_view method = text_of(row.key.method.data(), row.key.method.size());
  Label labels[] = {{"system", system}, {"operation", operation}, {"method", method}, {"le", ""}};
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < duration_places; ++i) {
    sum += row.value.durations[i].load(std::memory_order_relaxed);
    labels[3].second = i < bounds.size() ? bounds[i].seconds : "+Inf";
    out.add(labels, sum, "_bucket");
  }
  const std::span<const Label> plain(labels, 3);
  out.add_us(plain, row.value.total_us.load(std::memory_order_relaxed), "_sum");
  out.add(plain, sum, "_count");
}

void write_outcomes(Exposition& out, std::string_view system, const Requests::Row& row) {
  const std::string_view operation = text_of(row.key.operation.data(), row.key.operation.size());
  const std::string_view method = text_of(row.key.method.data(), row.key.method.size());
  for (const bool is_done : {true, false}) {
    const Label labels[] = {{"system", system},
                            {"operation", operation},
                            {"method", method},
                            {"outcome", is_done ? "committed" : "failed"}};
    out.add(labels, is_done ? row.value.done.load() : row.value.failed.load());
  }
}

template <class Write>
void for_each_request(const Requests& requests, Oid schema, Write write) {
  for (const Requests::Row& row : requests)
    if (row.key.database == MyDatabaseId && row.key.schema == schema) write(row);
  Requests::Row const* const rest = &requests.rest();
  if (rest->value.done.load() + rest->value.failed.load() > 0) write(*rest);
}

void write_errors(Exposition& out, const Counts& counts) {
  out.begin("socle_errors_total", "counter",
            "Errors reported in this database since the start of the server.");
  for (const auto& [key, value] : counts.errors) {
    if (key.database != MyDatabaseId) continue;
    const std::string sqlstate = pg::sqlstate_text(key.sqlstate);
    const std::string_view name =
        key.catalogue < 0 ? "" : errors::all()[static_cast<std::size_t>(key.catalogue)]->name;
    const Label labels[] = {{"sqlstate", sqlstate}, {"error", name}};
    out.add(labels, value.load());
  }
  const Label labels[] = {{"sqlstate", "other"}, {"error", ""}};
  out.add(labels, counts.errors.rest().value.load());
}

void write_processes(Exposition& out) {
  out.begin("socle_worker_silent_seconds", "gauge",
            "Seconds since the background worker was last at work; -1 if there is none.");
  out.add({}, worker_silent_s().value_or(-1));
  out.begin("socle_relay_silent_seconds", "gauge",
            "Seconds since the relay of events was last at work; -1 if there is none.");
  out.add({}, relay_silent_s().value_or(-1));
  const Oid sequence = event_sequence();
  const std::int64_t newest = sequence == InvalidOid ? 0 : pg::watermark(sequence).value_or(0);
  out.begin("socle_event_newest", "gauge", "The number of the newest event that can be read.");
  out.add({}, newest);
  out.begin("socle_event_told", "gauge", "The number up to which listeners were told of events.");
  out.add({}, events_told());
}

}  // namespace

void write_counters(Exposition& out, pg::Schema system) {
  out.begin("socle_up", "gauge", "1 where the library was loaded at the start of the server.");
  out.add({}, counts() != nullptr ? 1 : 0);
  if (counts() == nullptr) return;
  const std::string name = pg::quoted_name(system);
  out.begin("socle_requests_total", "counter",
            "Requests through the gateway since the start of the server.");
  for_each_request(counts()->requests, system.oid,
                   [&](const auto& row) { write_outcomes(out, name, row); });
  out.begin("socle_request_duration_seconds", "histogram",
            "Time in the database, from pre_request() to the end of the transaction.");
  for_each_request(counts()->requests, system.oid,
                   [&](const auto& row) { write_durations(out, name, row); });
  write_errors(out, *counts());
  write_processes(out);
}

void write_gauges(Exposition& out, pg::Spi& spi, pg::Schema system) {
  out.begin("socle_jobs", "gauge", "Jobs that are not finished, by queue and state.");
  for (const auto& [queue, state, number] :
       spi.rows<std::string, std::string, std::int64_t>(count_jobs, system)) {
    const Label labels[] = {{"queue", queue}, {"state", state}};
    out.add(labels, number);
  }
  out.begin("socle_job_oldest_seconds", "gauge", "How long the oldest job that could run waits.");
  for (const auto& [queue, state, age_us] :
       spi.rows<std::string, std::string, std::int64_t>(oldest_jobs, system)) {
    const Label labels[] = {{"queue", queue}};
    out.add_us(labels, age_us);
  }
  const auto [due, late_us] = spi.row<std::int64_t, std::int64_t>(count_deadlines, system).value();
  out.begin("socle_deadlines_due", "gauge", "Deadlines that have come and are not done.");
  out.add({}, due);
  out.begin("socle_deadline_oldest_seconds", "gauge", "How late the oldest of them is.");
  out.add_us({}, late_us);
  const auto [connections, commits, rollbacks, deadlocks, bytes] =
      spi.row<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(read_database)
          .value();
  out.begin("socle_connections", "gauge", "Connections to this database.");
  out.add({}, connections);
  out.begin("socle_commits_total", "counter", "Committed transactions of this database.");
  out.add({}, commits);
  out.begin("socle_rollbacks_total", "counter", "Aborted transactions of this database.");
  out.add({}, rollbacks);
  out.begin("socle_deadlocks_total", "counter", "Deadlocks in this database.");
  out.add({}, deadlocks);
  out.begin("socle_database_bytes", "gauge", "Size of this database.");
  out.add({}, bytes);
}

}  // namespace socle::metrics
