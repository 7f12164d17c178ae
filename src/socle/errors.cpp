// The error catalogue as a table.
#include "domain/errors/catalogue.hpp"

#include "pg/set_result.hpp"

namespace socle {

namespace {

Datum error_catalogue(FunctionCallInfo fcinfo) {
  pg::SetResult result(fcinfo);
  for (const ErrorDefinition* error : errors::all())
    result.add(error->name, error->sqlstate, error->status, error->message, error->message_fr,
               error->hint, error->hint_fr);
  return 0;
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_error_catalogue, socle::error_catalogue);
