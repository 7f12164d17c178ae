// migrate(): makes and upgrades the tables of a system. docs/migrations.md says how.
#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "socle/events.hpp"
#include "socle/notification_templates.hpp"
#include "socle/schema_version.hpp"

namespace socle {

namespace {

// Key of the advisory lock that lets one migration run at a time: "socle" in ASCII.
constinit pg::Statement<> lock{"select pg_advisory_xact_lock(495874075749)::text"};

constexpr const char* bookkeeping = R"(
create table if not exists socle.schema_migrations (
  system text not null,
  folder text not null check (folder in ('code', 'migrations', 'api')),
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now(),
  primary key (system, folder, name)
);
comment on table socle.schema_migrations is
  'Which scripts of which system have run, and what they were.';
comment on column socle.schema_migrations.system is 'Schema of the system.';
comment on column socle.schema_migrations.folder is
  'migrations run once, api scripts when they changed; code is the extension itself.';
comment on column socle.schema_migrations.name is
  'File name; version of the extension for code.';
comment on column socle.schema_migrations.sha256 is 'Of the script, in hexadecimal.';
comment on column socle.schema_migrations.applied_at is 'When it last ran.';
create table if not exists socle.expected_objects (
  system text not null,
  kind text not null,
  object text not null,
  definition text not null,
  mend text not null,
  server_major integer not null default current_setting('server_version_num')::integer / 10000,
  primary key (system, kind, object)
);
comment on table socle.expected_objects is 'What migrate() made, for doctor().';
comment on column socle.expected_objects.system is 'Schema of the system.';
comment on column socle.expected_objects.kind is 'table, column, policy, grant …';
comment on column socle.expected_objects.object is 'Name of the object.';
comment on column socle.expected_objects.definition is 'How the catalog describes it.';
comment on column socle.expected_objects.mend is 'SQL that makes it so.';
comment on column socle.expected_objects.server_major is
  'Version whose words the definition is in.';
alter table socle.schema_migrations enable row level security;
alter table socle.expected_objects enable row level security;
)";

constinit pg::SchemaStatement<> read_scripts{
    "select folder, name, body, encode(sha256(convert_to(body, 'UTF8')), 'hex')"
    " from {schema}.migration_files() order by folder = 'api', name"};

constinit pg::Statement<std::string> read_applied{
    "select folder, name, sha256 from socle.schema_migrations where system = $1"};

constinit pg::Statement<std::string, std::string, std::string, std::string> record{
    "insert into socle.schema_migrations (system, folder, name, sha256) values ($1, $2, $3, $4)"
    " on conflict (system, folder, name) do update set sha256 = excluded.sha256, applied_at = "
    "now()"};

// What was there before migrate() looked: what the extension's own script makes (functions,
// schemas, roles), and the tables of the bookkeeping.
#define MADE_BY_CODE                                                             \
  "(kind in ('function', 'role', 'member') or object ~ ' on (function|schema) '" \
  " or object ~ '^socle\\.(schema_migrations|expected_objects)\\M')"

constinit pg::Statement<std::string> read_code{
    "select extversion, encode(sha256(convert_to(extversion, 'UTF8')), 'hex'),"
    "   exists (select from socle.schema_migrations"
    "           where system = $1 and folder = 'code' and name = extversion)"
    " from pg_extension where extname = $1"};

constinit pg::Statement<std::string, bool> remember_facts{
    "insert into pg_temp.socle_facts select * from socle.catalog_facts($1)"
    " where $2 or not " MADE_BY_CODE};

// A new version of the extension replaces what the old one made.
constinit pg::Statement<std::string> forget_code{
    "delete from socle.expected_objects where system = $1 and " MADE_BY_CODE};
constinit pg::Statement<std::string> forget_version{
    "delete from socle.schema_migrations where system = $1 and folder = 'code'"};

// What is new or different now was made by this migration, and what is gone was dropped by it.
constinit pg::Statement<std::string> expect_new{
    "insert into socle.expected_objects (system, kind, object, definition, mend)"
    " select $1, f.kind, f.object, f.definition, f.mend from socle.catalog_facts($1) as f"
    " where not exists (select from pg_temp.socle_facts as b where b.kind = f.kind"
    "                   and b.object = f.object and b.definition = f.definition)"
    " on conflict (system, kind, object) do update set definition = excluded.definition,"
    "   mend = excluded.mend, server_major = excluded.server_major"};
constinit pg::Statement<std::string> expect_no_more{
    "delete from socle.expected_objects as e"
    " using pg_temp.socle_facts as b"
    " where e.system = $1 and b.kind = e.kind and b.object = e.object"
    "   and not exists (select from socle.catalog_facts($1) as f"
    "                   where f.kind = e.kind and f.object = e.object)"};
// After an upgrade of the server the same object may be described in other words.
constinit pg::Statement<std::string> expect_in_new_words{
    "update socle.expected_objects as e set definition = f.definition, mend = f.mend,"
    "   server_major = current_setting('server_version_num')::integer / 10000"
    " from socle.catalog_facts($1) as f"
    " where e.system = $1 and e.kind = f.kind and e.object = f.object"
    "   and e.server_major <> current_setting('server_version_num')::integer / 10000"};

struct Script {
  std::string folder, name, body, sha256;
};

struct Applied {
  std::string folder, name, sha256;
};

std::string schema_name(pg::Schema system) { return pg::quoted_name(system); }

Oid require_installer() {
  const Oid owner = pg::find_role("socle_owner");
  const Oid client = pg::client_role();
  if (!pg::is_superuser(client) && !(owner != InvalidOid && pg::is_member_of(client, owner)))
    throw pg::Refused(Refusal(errors::installer_required));
  return owner;
}

void run_as(Oid role, const std::string& sql) {
  const pg::AsRole as(role);
  pg::Spi spi;
  spi.script(sql);
}

void run_script(const Script& script, Oid owner) {
  if (!script.body.starts_with("--! as installer")) return run_as(owner, script.body);
  if (!pg::is_superuser(pg::client_role()))
    throw pg::Refused(Refusal(errors::installer_required).with("script", script.name));
  pg::Spi spi;
  spi.script(script.body);
}

// Numbered migrations never change once released.
bool must_run(const Script& script, const std::vector<Applied>& applied, bool repair) {
  for (const Applied& done : applied) {
    if (done.folder != script.folder || done.name != script.name) continue;
    if (script.folder == "api") return repair || done.sha256 != script.sha256;
    if (done.sha256 != script.sha256)
      throw pg::Refused(Refusal(errors::migration_changed).with("migration", script.name));
    return false;
  }
  return true;
}

template <class T, class... C>
std::vector<T> gather(std::vector<std::tuple<C...>> rows) {
  std::vector<T> result;
  result.reserve(rows.size());
  for (auto& row : rows)
    result.push_back(std::apply([](auto&... columns) { return T{std::move(columns)...}; }, row));
  return result;
}

std::int32_t apply(const std::vector<Script>& scripts, const std::string& system, Oid owner,
                   bool repair) {
  pg::Spi spi;
  const auto applied =
      gather<Applied>(spi.rows<std::string, std::string, std::string>(read_applied, system));
  std::int32_t count = 0;
  for (const Script& script : scripts) {
    if (!must_run(script, applied, repair)) continue;
    run_script(script, owner);
    spi.run(record, system, script.folder, script.name, script.sha256);
    ++count;
  }
  return count;
}

// Notes which version of the extension is there; true if it was noted before.
bool note_code(pg::Spi& spi, const std::string& system) {
  const auto row = spi.row<std::string, std::string, bool>(read_code, system);
  const auto& [version, sha256, is_known] = row.value();
  if (is_known) return true;
  spi.run(forget_version, system);
  spi.run(forget_code, system);
  spi.run(record, system, std::string("code"), version, sha256);
  return false;
}

std::int32_t migrate_one(pg::Schema schema, Oid owner, bool repair) {
  const std::string system = schema_name(schema);
  pg::Spi spi;
  spi.script(
      "create temporary table socle_facts (kind text, object text, definition text, mend text)"
      " on commit drop");
  spi.run(remember_facts, system, note_code(spi, system));
  const auto scripts = gather<Script>(
      spi.rows<std::string, std::string, std::string, std::string>(read_scripts, schema));
  const std::int32_t count = apply(scripts, system, owner, repair);
  spi.run(expect_in_new_words, system);
  spi.run(expect_no_more, system);
  spi.run(expect_new, system);
  spi.script("drop table pg_temp.socle_facts");
  return count;
}

std::int32_t migrate(pg::Schema schema, bool repair) {
  const Oid owner = require_installer();
  {
    pg::Spi spi;
    spi.run(lock);
  }
  run_as(owner, std::string("set local client_min_messages = warning;") + bookkeeping);
  const pg::Schema base{pg::find_schema("socle")};
  std::int32_t count = migrate_one(base, owner, repair);
  if (schema.oid != base.oid) count += migrate_one(schema, owner, repair);
  pg::Spi spi;
  {
    const pg::AsRole as(owner);
    roll_events(spi);
    seed_notifications(spi, schema);
  }
  spi.script("notify pgrst, 'reload schema'");
  return count;
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_migrate, socle::migrate);
