// ll_to_earth(): where a place is, for indexes and searches.
#include "pg/earth_point.hpp"
#include "pg/function.hpp"

namespace socle::alogistics {

namespace {

// No SOCLE_EXPORT: what the type cube is called is known to the database alone.
Datum ll_to_earth(FunctionCallInfo fcinfo) {
  pg::require_arguments(fcinfo, 2);
  return pg::earth_point(pg::argument<double>(fcinfo, 0), pg::argument<double>(fcinfo, 1));
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_ll_to_earth, socle::alogistics::ll_to_earth);
