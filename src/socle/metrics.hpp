// What the server has done, counted in shared memory: docs/metrics.md.
#pragma once

#include "domain/metrics/durations.hpp"
#include "domain/metrics/exposition.hpp"
#include "pg/spi.hpp"
#include "socle/metric_series.hpp"
#include "socle/requests.hpp"

namespace socle::metrics {

constexpr std::size_t requests_max = 1'000;
constexpr std::size_t errors_max = 400;

struct RequestKey {
  Oid database = InvalidOid;
  Oid schema = InvalidOid;
  std::array<char, 8> method{};
  std::array<char, 72> operation{};
  bool operator==(const RequestKey&) const = default;
};
struct RequestCounts {
  Counter done{0};
  Counter failed{0};
  Counter total_us{0};
  std::array<Counter, duration_places> durations{};
};
struct ErrorKey {
  Oid database = InvalidOid;
  int sqlstate = 0;
  int catalogue = -1;  // the place in errors::all()
  bool operator==(const ErrorKey&) const = default;
};

struct Counts {
  Series<RequestKey, RequestCounts, requests_max> requests;
  Series<ErrorKey, Counter, errors_max> errors;
};
// Null if the library was not preloaded.
const Counts* counts();

// The request that the transaction is: counted when it ends, with the time since now.
void begin_request(pg::Schema system, const RequestedOperation& operation);

// What every system has: the counters of this database, and its queues, deadlines and events now.
// Needs the rights of the system's owner.
void write_counters(Exposition& exposition, pg::Schema system);
void write_gauges(Exposition& exposition, pg::Spi& spi, pg::Schema system);

}  // namespace socle::metrics
