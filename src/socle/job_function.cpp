#include "socle/job_function.hpp"

#include "domain/errors/catalogue.hpp"

namespace socle::jobs {

namespace {

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

}  // namespace

Function require_function(pg::Spi& spi, pg::Schema system, const std::string& name) {
  const auto row = spi.row<pg::ObjectId, bool, bool>(find_function, name, pg::ObjectId{system.oid});
  if (!row)
    throw pg::Refused(Refusal(errors::not_found).with("entity", "function").with("id", name));
  if (!std::get<2>(*row)) throw pg::Refused(Refusal(errors::not_allowed).with("function", name));
  return {std::get<0>(*row), std::get<1>(*row)};
}

}  // namespace socle::jobs
