#include "socle/job_function.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/jobs/job.hpp"
#include "pg/security.hpp"
#include "socle/jobs.hpp"

namespace socle::jobs {

namespace {

using OptionalText = std::optional<std::string>;

// A function with the argument before one without.
constinit pg::Statement<std::string, pg::ObjectId> find_function{
    "select p.oid, p.pronargs = 1,"
    "   pg_catalog.has_function_privilege('service_role', p.oid, 'execute')"
    " from pg_catalog.pg_proc as p"
    " where p.proname = $1 and p.pronamespace = $2 and p.prokind = 'f' and not p.proretset"
    "   and p.prorettype not in ('pg_catalog.trigger'::regtype, "
    "'pg_catalog.event_trigger'::regtype)"
    "   and (p.pronargs = 0"
    "     or (p.pronargs = 1 and p.proargtypes[0] = 'pg_catalog.jsonb'::regtype"
    "       and p.provariadic = 0))"
    " order by p.pronargs desc limit 1"};
constinit pg::SchemaStatement<std::string> find_allowed{
    "select time_limit_s from {schema}.job_functions where name = $1"};
constinit pg::SchemaStatement<std::string, std::string, std::int32_t> store{
    "insert into {schema}.job_functions (name, description, time_limit_s) values ($1, $2, $3)"
    " on conflict (name) do update set description = excluded.description,"
    "   time_limit_s = excluded.time_limit_s"};
constinit pg::SchemaStatement<std::string> remove{
    "delete from {schema}.job_functions where name = $1"};

Function find(pg::Spi& spi, pg::Schema system, const std::string& name) {
  const auto row = spi.row<pg::ObjectId, bool, bool>(find_function, name, pg::ObjectId{system.oid});
  if (!row)
    throw pg::Refused(Refusal(errors::not_found).with("entity", "function").with("id", name));
  if (!std::get<2>(*row)) throw pg::Refused(Refusal(errors::not_allowed).with("function", name));
  return {std::get<0>(*row), std::get<1>(*row), 0};
}

void allow_job_function(pg::Schema system, const OptionalText& name,
                        const OptionalText& description,
                        const std::optional<std::int32_t>& time_limit_seconds) {
  require_system(system);
  pg::check(check_kind(required(name, "name")));
  pg::check(check_key("description", required(description, "description")));
  const std::int32_t limit_s = required(time_limit_seconds, "time_limit_seconds");
  pg::check(check_range("time_limit_seconds", limit_s, 1, time_limit_s_max));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  find(spi, system, *name);
  spi.run(store, system, *name, *description, limit_s);
}

void forbid_job_function(pg::Schema system, const OptionalText& name) {
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(remove, system, required(name, "name")) == 0)
    throw pg::Refused(Refusal(errors::not_found).with("entity", "job_function").with("id", *name));
}

}  // namespace

Function require_function(pg::Spi& spi, pg::Schema system, const std::string& name) {
  Function function = find(spi, system, name);
  const auto row = spi.row<std::int32_t>(find_allowed, system, name);
  if (!row) throw pg::Refused(Refusal(errors::not_allowed).with("function", name));
  function.time_limit_s = std::get<0>(*row);
  return function;
}

}  // namespace socle::jobs

SOCLE_EXPORT(socle_allow_job_function, socle::jobs::allow_job_function);
SOCLE_EXPORT(socle_forbid_job_function, socle::jobs::forbid_job_function);
