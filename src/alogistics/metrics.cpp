// server_metrics(): what operators watch.
#include "socle/metrics.hpp"
#include "alogistics/system.hpp"

namespace socle::alogistics {

namespace {

using metrics::Label;

// Of those that are going on: what has ended is in the figures, and is many.
constinit pg::Statement<> count_requests{
    "select status::text, count(*) from alogistics.transport_requests"
    " where status in ('pending', 'validated', 'assigned', 'in_progress', 'disputed')"
    " group by 1 order by 1"};
constinit pg::Statement<> sum_accounts{
    "select kind::text, currency, count(*), sum(balance)::bigint from alogistics.ledger_accounts"
    " group by 1, 2 order by 1, 2"};

void write_business(metrics::Exposition& out, pg::Spi& spi) {
  out.begin("alogistics_requests", "gauge", "Transport requests that are going on, by status.");
  for (const auto& [status, number] : spi.rows<std::string, std::int64_t>(count_requests)) {
    const Label labels[] = {{"status", status}};
    out.add(labels, number);
  }
  const auto accounts =
      spi.rows<std::string, std::string, std::int64_t, std::int64_t>(sum_accounts);
  out.begin("alogistics_accounts", "gauge", "Accounts of the ledger, by kind and currency.");
  for (const auto& [kind, currency, number, balance] : accounts) {
    const Label labels[] = {{"kind", kind}, {"currency", currency}};
    out.add(labels, number);
  }
  out.begin("alogistics_balance_minor_units", "gauge",
            "Sum of their balances in minor units, without lines that wait to be folded.");
  for (const auto& [kind, currency, number, balance] : accounts) {
    const Label labels[] = {{"kind", kind}, {"currency", currency}};
    out.add(labels, balance);
  }
}

std::string server_metrics_text() {
  const pg::Schema system = require_tables();
  require_staff(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  metrics::Exposition out;
  metrics::write_counters(out, system);
  metrics::write_gauges(out, spi, system);
  write_business(out, spi);
  return out.text();
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_server_metrics_text, socle::alogistics::server_metrics_text);
