// Claiming jobs by lease, and what becomes of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/arrays.hpp"
#include "pg/spi.hpp"

namespace socle::jobs {

struct Claimed {
  std::int64_t id;
  std::string kind;
  pg::Json payload;
  std::int32_t attempt;
  std::int32_t max_attempts;
  std::optional<std::string> key;
  std::optional<std::string> group;
  pg::Timestamp created_at;
  pg::Timestamp leased_until;
};

// What a worker asks for, checked: its name, 1 to 1000 jobs, a lease of 1 to 86,400 seconds.
struct ClaimArguments {
  std::string worker;
  std::int64_t count;
  std::int64_t lease_s;
};
ClaimArguments read_claim(const std::optional<std::string>& worker,
                          const std::optional<std::int32_t>& max_count,
                          const std::optional<std::int32_t>& lease_seconds);

// The name of a worker, which must be given: `missing_value`, `invalid_value`.
const std::string& require_worker(const std::optional<std::string>& worker);

// Up to `count` jobs that are due, in the order of priority, run_at and id; they are `worker`'s for
// `lease_s`. What expired or lost its last lease is given up on the way. Needs the rights of the
// system's owner, as all below.
std::vector<Claimed> claim(pg::Schema system, const std::string& queue, const std::string& worker,
                           std::int64_t count, std::int64_t lease_s);

// Marks jobs done; the history keeps the beginning of `result`. Refuses all of them if one is not
// `worker`'s any more (`lease_lost`).
void complete(pg::Schema system, const std::vector<std::int64_t>& ids, const std::string& worker,
              const std::optional<std::string>& result = {});

// Gives `worker` more time for its jobs, from now on; refuses as complete() does.
std::int64_t extend_lease(pg::Schema system, const std::vector<std::int64_t>& ids,
                          const std::string& worker, std::int64_t lease_s);

struct Failed {
  std::string error;
  std::optional<std::int64_t> retry_after_s = {};  // else as the settings say
  bool is_final = false;                           // another attempt is of no use
};

// What a worker says of a failure, checked: an error, a pause of up to a year.
Failed read_failure(const std::optional<std::string>& error,
                    const std::optional<std::int32_t>& retry_after, bool is_final);

// Puts a job back for a later attempt, or gives it up after the last. Says its state.
std::string fail(pg::Schema system, std::int64_t id, const std::string& worker,
                 const Failed& failed);

}  // namespace socle::jobs
