// The background worker of the library, and what health() says of it.
#include "socle/health.hpp"

#include <atomic>

#include "pg/function.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"
#include "pg/transaction.hpp"
#include "pg/value.hpp"
#include "pg/worker.hpp"
#include "socle/chores.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

struct State {
  std::atomic<std::int64_t> worker_seen{0};  // microseconds since 2000-01-01
  std::atomic<std::int64_t> worker_ticks{0};
  std::atomic<std::int64_t> relay_seen{0};
  std::atomic<std::int64_t> events_told{0};
};
constinit pg::Shared<State> shared{"socle"};

constinit pg::TextSetting worker_database{
    "socle.worker_database", "Database that the background worker serves; empty for no worker.", "",
    PGC_POSTMASTER, 0};
constinit pg::IntegerSetting job_workers_setting{
    "socle.job_workers",
    "Processes that run functions as jobs; each is one of max_worker_processes.",
    2,
    1,
    job_workers_max,
    PGC_POSTMASTER,
    0};
constexpr long worker_interval_ms = 1000;
constexpr std::int64_t worker_silence_us_max = 10'000'000;

void tick() {
  State* const state = shared.get();
  state->worker_seen = pg::wall_time();
  ++state->worker_ticks;
}

void work_round() {
  tick();
  do_chores();
}

void work() { pg::work_in_rounds(worker_database.value, worker_interval_ms, work_round); }

pg::Json health() {
  const State* const state = shared.get();
  const bool is_working =
      state != nullptr && pg::wall_time() - state->worker_seen < worker_silence_us_max;
  std::string json = R"({"library":")";
  json += library_version;
  json += R"(","preloaded":)";
  json += state != nullptr ? "true" : "false";
  json += R"(,"worker":)";
  json += is_working ? "true" : "false";
  json += R"(,"worker_ticks":)";
  json += std::to_string(state != nullptr ? state->worker_ticks.load() : 0);
  return {json + "}"};
}

std::optional<std::int64_t> seconds_since(std::int64_t time) {
  if (time == 0) return std::nullopt;
  return (pg::wall_time() - time) / 1'000'000;
}

}  // namespace

void note_relay(std::int64_t told) {
  State* const state = shared.get();
  state->events_told = told;
  state->relay_seen = pg::wall_time();
}

std::optional<std::int64_t> worker_silent_s() {
  return is_preloaded() ? seconds_since(shared.get()->worker_seen) : std::nullopt;
}

std::optional<std::int64_t> relay_silent_s() {
  return is_preloaded() ? seconds_since(shared.get()->relay_seen) : std::nullopt;
}

std::int64_t worker_ticks() { return is_preloaded() ? shared.get()->worker_ticks.load() : 0; }
std::int64_t events_told() { return is_preloaded() ? shared.get()->events_told.load() : 0; }

const char* served_database() { return worker_database.value; }

int job_workers() { return job_workers_setting.value; }

bool is_preloaded() { return shared.get() != nullptr; }

void start_worker_if_preloaded() {
  // A setting of the server's start can only be defined then.
  if (!pg::is_preloading()) return;
  pg::define_setting(worker_database);
  pg::define_setting(job_workers_setting);
  shared.request();
  if (worker_database.value[0] == '\0') return;
  pg::register_worker({"socle worker", "socle", "socle_worker"});
  pg::register_worker({"socle relay", "socle", "socle_relay"});
  for (int number = 1; number <= job_workers(); ++number)
    pg::register_worker({"socle jobs", "socle", "socle_jobs", number});
}

}  // namespace socle

SOCLE_WORKER(socle_worker, socle::work);
SOCLE_EXPORT(socle_health, socle::health);
