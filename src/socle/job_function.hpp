// Functions of a system that run as jobs.
#pragma once

#include <string>

#include "pg/spi.hpp"

namespace socle::jobs {

struct Function {
  pg::ObjectId id;
  bool has_argument;  // one jsonb; else none
  std::int32_t time_limit_s;
};

// The function of this name in the system's schema that takes one jsonb or nothing. Refuses one
// that is not there (`not_found`), and one that is not allowed as a job, or that service_role may
// not execute (`not_allowed`). Needs the rights of the system's owner.
Function require_function(pg::Spi& spi, pg::Schema system, const std::string& name);

}  // namespace socle::jobs
