// Jobs: work that is written in the transaction that wants it, and done after its commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/spi.hpp"
#include "socle/access.hpp"

namespace socle::jobs {

// What a queue already has under the same key, as long as it is not finished.
enum class OnConflict {
  keep,     // stays, and nothing is written
  replace,  // gives way, unless it runs: then the new one is a job of its own, without waiting
};

struct NewJob {
  std::string queue;  // email, sms, push, webhook, sql …
  std::string kind;
  std::string payload = "{}";  // a JSON object
  std::optional<std::string> key = {};
  std::optional<std::string> group = {};  // jobs of a group run one after the other
  std::int32_t priority = 0;              // smaller first, -100 to 100
  std::optional<pg::Timestamp> run_at = {};
  std::optional<std::int32_t> max_attempts = {};  // else as the queue says
  std::optional<pg::Timestamp> expires_at = {};
  OnConflict on_conflict = OnConflict::keep;
  // For so long none is written with this key and a period, also when this one is done.
  std::optional<std::int32_t> period_s = {};
};

// Writes the job and says its id, or that of the one that stays. Refuses what is malformed
// (`invalid_value`), a period without a key (`missing_value`), and a queue that is not there
// (`not_found`). Needs the rights of the system's owner.
std::int64_t enqueue(pg::Spi& spi, pg::Schema system, const NewJob& job);

// Writes a job for each payload, not before its time, and says their ids in the same order. For
// queues other than `sql`. Refuses and needs the same.
std::vector<std::int64_t> enqueue_all(pg::Spi& spi, pg::Schema system, std::string_view queue,
                                      std::string_view kind,
                                      const std::vector<std::string>& payloads,
                                      const std::vector<std::optional<pg::Timestamp>>& run_at);

// Removes up to 1000 jobs that finished long ago, and as many rows of the history of schedules.
// Needs the rights of the system's owner.
void prune(pg::Schema system);

// The days of the history of jobs: made ahead, and dropped when they are old. Needs the same.
void roll_history(pg::Schema system);

// Refuses everyone but the system, or but admins and the system (`not_allowed`).
void require_system(pg::Schema system);
Caller require_admin(pg::Schema system);

// An argument that must be given: `missing_value` names it otherwise.
[[noreturn]] void refuse_absent(std::string_view field);
template <class T>
const T& required(const std::optional<T>& value, std::string_view field) {
  if (!value) refuse_absent(field);
  return *value;
}

}  // namespace socle::jobs
