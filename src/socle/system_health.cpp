// health() of a system: for everybody whether it can serve, for staff why not.
#include "domain/health.hpp"

#include "pg/cache.hpp"
#include "pg/commit_order.hpp"
#include "pg/security.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/events.hpp"
#include "socle/health.hpp"
#include "socle/identity.hpp"
#include "socle/platform_settings.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

using OptionalNumber = std::optional<std::int64_t>;

constinit pg::Statement<std::string> read_server{
    "select current_setting('server_version'), current_database()::text,"
    "   (select extversion from pg_extension where extname = 'socle'),"
    "   (select extversion from pg_extension where extname = $1), pg_is_in_recovery()"};
constinit pg::SchemaStatement<std::string> count_pending{
    "select count(*) from {schema}.migration_files() as f"
    " where not exists (select from socle.schema_migrations as m"
    "   where m.system = $1 and m.folder = f.folder and m.name = f.name"
    "     and m.sha256 = encode(sha256(convert_to(f.body, 'UTF8')), 'hex'))"};
constinit pg::SchemaStatement<> read_lateness{
    "select (select extract(epoch from clock_timestamp() - due_at)::bigint"
    "        from {schema}.deadlines where done_at is null and next_attempt_at <= now()"
    "        order by next_attempt_at limit 1),"
    "   (select extract(epoch from clock_timestamp() - min(run_at))::bigint"
    "    from {schema}.jobs where finished_at is null and state = 'ready' and run_at <= now()"
    "      and queue in (select name from {schema}.job_queues where not is_paused))"};
constinit pg::Statement<bool> read_replication{
    "select case when $1 then extract(epoch from now() - pg_last_xact_replay_timestamp())::bigint"
    "       end,"
    "   (select count(*) from pg_stat_replication),"
    "   (select max(pg_wal_lsn_diff(case when $1 then pg_last_wal_replay_lsn()"
    "                               else pg_current_wal_lsn() end, restart_lsn))::bigint"
    "    from pg_replication_slots)"};

// What is known of a server without asking its tables.
struct Server {
  std::string version;
  std::string base_version;
  std::string system_version;
};

// The versions whose scripts this backend has found to be in force, all of them.
struct Migrated {
  Oid schema = InvalidOid;
  std::string version;
};
std::vector<Migrated>& migrated() {
  static std::vector<Migrated> known;
  return known;
}

std::int64_t pending_scripts(pg::Spi& spi, pg::Schema system, const std::string& version) {
  for (const Migrated& known : migrated())
    if (known.schema == system.oid && known.version == version) return 0;
  if (pg::find_table(base_schema().oid, "schema_migrations") == InvalidOid) return 1;
  const std::int64_t count =
      std::get<0>(*spi.row<std::int64_t>(count_pending, system, std::string(system_name(system))));
  if (count == 0) migrated().push_back({system.oid, version});
  return count;
}

Server look_at_server(pg::Spi& spi, pg::Schema system, Signs& signs) {
  const auto [version, database, base, own, in_recovery] =
      *spi.row<std::string, std::string, std::string, std::string, bool>(
          read_server, std::string(system_name(system)));
  signs.is_preloaded = is_preloaded();
  signs.has_worker = database == served_database();
  signs.is_in_recovery = in_recovery;
  signs.versions_match = base == library_version && own == library_version;
  return {version, base, own};
}

void look_at_processes(Signs& signs) {
  signs.worker_silent_s = worker_silent_s();
  signs.relay_silent_s = relay_silent_s();
  if (signs.is_in_recovery || !signs.is_preloaded || !signs.has_worker) return;
  const Oid sequence = event_sequence();
  if (sequence == InvalidOid) return;
  signs.untold_events =
      std::max<std::int64_t>(0, pg::watermark(sequence).value_or(0) - events_told());
}

Bounds look_at_work(pg::Spi& spi, pg::Schema system, Signs& signs) {
  // Tables that are not as this code knows them are not read.
  if (signs.pending_scripts > 0) return {};
  std::tie(signs.deadline_late_s, signs.job_late_s) =
      *spi.row<OptionalNumber, OptionalNumber>(read_lateness, system);
  return {60 * integer_setting(system, "health.deadline_minutes"),
          60 * integer_setting(system, "health.job_minutes")};
}

std::string list_of(const std::vector<std::string_view>& names) {
  std::string json = "[";
  for (const std::string_view name : names) {
    if (json.size() > 1) json += ',';
    json.append("\"").append(name).append("\"");
  }
  return json + "]";
}

std::string json_of(const OptionalNumber& number) {
  return number ? std::to_string(*number) : "null";
}
std::string json_of(bool value) { return value ? "true" : "false"; }

// Versions are of digits, points and letters.
std::string describe(pg::Spi& spi, pg::Schema system, const Server& server, const Signs& signs,
                     const Verdict& verdict) {
  const auto [replay_s, replicas, slot_bytes] =
      *spi.row<OptionalNumber, std::int64_t, OptionalNumber>(read_replication,
                                                             signs.is_in_recovery);
  return R"({"ok":)" + json_of(verdict.is_ok()) + R"(,"problems":)" + list_of(verdict.problems) +
         R"(,"warnings":)" + list_of(verdict.warnings) + R"(,"library":")" + library_version +
         R"(","server":")" + server.version + R"(","extensions":{"socle":")" + server.base_version +
         R"(",")" + std::string(system_name(system)) + R"(":")" + server.system_version +
         R"("},"scripts_pending":)" + std::to_string(signs.pending_scripts) + R"(,"preloaded":)" +
         json_of(signs.is_preloaded) + R"(,"worker":{"expected":)" + json_of(signs.has_worker) +
         R"(,"silent_s":)" + json_of(signs.worker_silent_s) + R"(,"ticks":)" +
         std::to_string(worker_ticks()) + R"(},"relay":{"silent_s":)" +
         json_of(signs.relay_silent_s) + R"(,"untold_events":)" +
         std::to_string(signs.untold_events) + R"(},"deadline_late_s":)" +
         json_of(signs.deadline_late_s) + R"(,"job_late_s":)" + json_of(signs.job_late_s) +
         R"(,"replication":{"in_recovery":)" + json_of(signs.is_in_recovery) +
         R"(,"replay_delay_s":)" + json_of(replay_s) + R"(,"replicas":)" +
         std::to_string(replicas) + R"(,"slot_bytes":)" + json_of(slot_bytes) + "}}";
}

// Refuses nobody: who may not see more gets the verdict.
bool may_see_details(pg::Schema system) {
  const Oid role = pg::client_role();
  if (role == pg::find_role("service_role") || pg::is_superuser(role)) return true;
  const std::optional<Uuid> user = uid();
  return user && access_of(system, *user).is_staff();
}

pg::Json system_health(pg::Schema system) {
  const bool is_detailed = may_see_details(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  Signs signs;
  const Server server = look_at_server(spi, system, signs);
  signs.pending_scripts = pending_scripts(spi, base_schema(), server.base_version) +
                          pending_scripts(spi, system, server.system_version);
  look_at_processes(signs);
  const Bounds bounds = look_at_work(spi, system, signs);
  const Verdict verdict = judge(signs, bounds);
  if (!verdict.is_ok()) pg::set_local("response.status", "503");
  if (!is_detailed) return {R"({"ok":)" + json_of(verdict.is_ok()) + "}"};
  return {describe(spi, system, server, signs, verdict)};
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_system_health, socle::system_health);
