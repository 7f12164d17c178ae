#include "socle/metrics.hpp"

#include <chrono>

#include "domain/errors/catalogue.hpp"
#include "pg/error_reports.hpp"
#include "pg/transaction.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

using Clock = std::chrono::steady_clock;

constinit pg::Shared<metrics::Counts> shared{"socle metrics"};

// The request of the running transaction.
constinit metrics::RequestCounts* running = nullptr;
constinit Clock::time_point began{};

void end_request(bool is_committed) noexcept {
  if (running == nullptr) return;
  metrics::RequestCounts& counts = *running;
  running = nullptr;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  metrics::count(is_committed ? counts.done : counts.failed);
  metrics::count(counts.total_us, took.count());
  metrics::count(counts.durations[metrics::place_of(took.count())]);
}

// The place of the error in the catalogue that a DETAIL names, or -1. Allocates nothing.
int find_in_catalogue(const char* detail) noexcept {
  constexpr std::string_view before = R"({"error":")";
  if (detail == nullptr) return -1;
  std::string_view text = detail;
  if (!text.starts_with(before)) return -1;
  text.remove_prefix(before.size());
  text = text.substr(0, text.find('"'));
  const auto all = errors::all();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]->name == text) return static_cast<int>(i);
  return -1;
}

void count_error(const ErrorData& error) noexcept {
  metrics::Counts* const counts = shared.get();
  if (counts == nullptr) return;
  const metrics::ErrorKey key{MyDatabaseId, error.sqlerrcode, find_in_catalogue(error.detail)};
  metrics::count(counts->errors.row_of(key).value);
}

}  // namespace

namespace metrics {

const Counts* counts() { return shared.get(); }

void begin_request(pg::Schema system, const RequestedOperation& operation) {
  Counts* const counts = shared.get();
  if (counts == nullptr) return;
  // The same request again, as all but the first of a connection are.
  static constinit Series<RequestKey, RequestCounts, requests_max>::Row* last = nullptr;
  RequestKey key{MyDatabaseId, system.oid, {}, {}};
  operation.method.copy(key.method.data(), key.method.size());
  std::string_view name = operation.is_known ? operation.name : "other";
  name.copy(key.operation.data(), key.operation.size());
  if (last == nullptr || last->key != key) last = &counts->requests.row_of(key);
  running = &last->value;
  began = Clock::now();
}

}  // namespace metrics

void start_metrics() {
  if (!pg::is_preloading()) return;
  shared.request();
  pg::on_error_report(count_error);
  pg::on_transaction_outcome<end_request>();
}

}  // namespace socle
