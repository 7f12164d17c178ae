// doctor(): the catalog against what migrate() made.
#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "socle/health.hpp"
#include "socle/signing_keys.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

// Users may add objects: of what is not expected only what opens something of ours to the API's
// roles is wrong; what opens something to other roles, or something of theirs, is named.
constinit pg::Statement<std::string> compare{R"(
  with found as (select * from socle.catalog_facts($1)),
       expected as (select * from socle.expected_objects where system = $1),
       unexpected as (select * from found as f
                      where not exists (select from expected as e
                                        where e.kind = f.kind and e.object = f.object)),
       differences as (
    select 'error' as severity, e.kind, e.object,
           case when f.object is null then 'missing' else 'altered: ' || f.definition end
             as problem, e.mend
    from expected as e left join found as f on f.kind = e.kind and f.object = e.object
    where f.object is null or f.definition <> e.definition
    union all
    select case when u.object ~ ' to (public|anon|authenticated|staff|authenticator)$'
                     and (u.object ~ ' on schema ' or o.object is not null) then 'error'
                else 'notice' end,
           u.kind, u.object, 'not expected',
           'revoke' || substr(replace(u.mend, ' to ', ' from '), 6)
    from unexpected as u
      left join expected as o on o.kind in ('table', 'view', 'function')
        and strpos(u.object, ' on ' || case o.kind when 'function' then 'function ' else '' end
                             || o.object || ' to ') > 0
    where u.kind = 'grant'
    union all
    select 'error', kind, object, 'not expected',
           'revoke' || substr(replace(mend, ' to ', ' from '), 6)
    from unexpected
    where kind = 'member' and object ~ '^(anon|authenticated|staff|authenticator) of ')
  select severity, kind || ' ' || object, problem, mend
  from differences
  -- In an order in which the mends can be run: what others stand on comes first.
  order by severity, array_position(array['role', 'member', 'table', 'column', 'view', 'function',
             'owner', 'constraint', 'index', 'trigger', 'trigger state', 'policy', 'grant'], kind),
           object)"};

// Policies that a user added for the API's roles open rows; they are named, not condemned.
constinit pg::Statement<std::string> added_policies{R"(
  select f.object, f.definition from socle.catalog_facts($1) as f
  where f.kind = 'policy'
    and not exists (select from socle.expected_objects as e
                    where e.system = $1 and e.kind = f.kind and e.object = f.object)
  order by 1)"};

// A database's own setting of a role takes the place of the one for all databases.
constinit pg::Statement<> is_gateway_guarded{R"(
  select coalesce((select entry ~ '\msocle\M'
                   from pg_db_role_setting as s, unnest(s.setconfig) as entry
                   where s.setrole = to_regrole('authenticator')
                     and s.setdatabase in (0, (select oid from pg_database
                                               where datname = current_database()))
                     and entry like 'session\_preload\_libraries=%'
                   order by s.setdatabase desc limit 1), false))"};

constinit pg::Statement<std::string> count_migrations{
    "select (select count(*) from socle.schema_migrations where system = $1)"};

constinit pg::Statement<> read_database{"select current_database()::text"};

constexpr std::int64_t relay_silence_s_max = 10;

bool is_relay_missing(const std::string& database) {
  return is_preloaded() && database == served_database() &&
         relay_silent_s().value_or(relay_silence_s_max) >= relay_silence_s_max;
}

void require_migrated(pg::Spi& spi, const std::string& system) {
  const auto table = pg::find_table(pg::find_schema("socle"), "schema_migrations");
  if (table == InvalidOid || std::get<0>(*spi.row<std::int64_t>(count_migrations, system)) == 0)
    throw pg::Refused(Refusal(errors::schema_outdated).with("system", system));
}

void add_notices(pg::SetResult& result, pg::Spi& spi, const std::string& system) {
  using Text = std::string_view;
  for (const auto& [policy, definition] :
       spi.rows<std::string, std::string>(added_policies, system))
    result.add(Text("notice"), "policy " + policy, "added by you: " + definition, Text(""));
  if (!can_sign_tokens())
    result.add(Text("notice"), Text("socle.jwt_key_file"),
               Text("no file with a key to sign with: login(), refresh() and sign_in() are off"),
               Text("alter system set socle.jwt_key_file = '…'; select pg_reload_conf();"));
  if (is_relay_missing(std::get<0>(spi.row<std::string>(read_database).value())))
    result.add(Text("notice"), Text("socle relay"),
               Text("it does not run: events are written and can be read, but nobody is told"),
               Text("-- the server's log says why; max_worker_processes must leave it a place"));
  if (is_preloaded()) return;
  result.add(
      Text("notice"), Text("shared_preload_libraries"),
      Text("socle is not preloaded: no shared memory, no background worker, no event stream, "
           "no rate limits"),
      Text("alter system set shared_preload_libraries = 'socle'; -- then restart"));
  if (!std::get<0>(spi.row<bool>(is_gateway_guarded).value()))
    result.add(Text("error"), Text("role authenticator"),
               Text("its sessions start without socle, so claims can be forged in them"),
               Text("alter role authenticator set session_preload_libraries = 'socle'"));
}

Datum doctor(FunctionCallInfo fcinfo) {
  const std::string system = pg::quoted_name(pg::schema_of(fcinfo));
  const Oid client = pg::client_role();
  if (!pg::is_superuser(client) && !pg::is_member_of(client, pg::find_role("socle_owner")))
    throw pg::Refused(Refusal(errors::installer_required));
  pg::SetResult result(fcinfo);
  pg::Spi spi;
  require_migrated(spi, system);
  for (const auto& [severity, object, problem, mend] :
       spi.rows<std::string, std::string, std::string, std::string>(compare, system))
    result.add(severity, object, problem, mend);
  add_notices(result, spi, system);
  return 0;
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_doctor, socle::doctor);
