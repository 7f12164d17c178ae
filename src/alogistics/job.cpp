#include "alogistics/job.hpp"

#include "alogistics/amounts.hpp"
#include "alogistics/checks.hpp"
#include "socle/notify.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> lock_row{
    "select from alogistics.transport_requests where id = $1 for no key update"};
constinit pg::Statement<Uuid> lock_row_nowait{
    "select from alogistics.transport_requests where id = $1 for no key update nowait"};
constinit pg::Statement<Uuid> read_row{
    "select client_id, assigned_transporter_id, status::text, disputed_from::text,"
    "   coalesce(final_price, 0), currency, coalesce(commission_bps, 0),"
    "   pickup_city || ' → ' || delivery_city, validated_by, completed_at,"
    "   advance_paid"
    " from alogistics.transport_requests where id = $1"};

}  // namespace

Job lock_job(const Uuid& id, bool may_wait) {
  pg::Spi spi;
  if (spi.run(may_wait ? lock_row : lock_row_nowait, id) == 0)
    refuse_missing("transport_request", id);
  return read_job(id);
}

Job read_job(const Uuid& id) {
  pg::Spi spi;
  const auto row =
      spi.row<Uuid, OptionalUuid, std::string, OptionalText, std::int64_t, std::string,
              std::int32_t, std::string, OptionalUuid, std::optional<pg::Timestamp>, std::int64_t>(
          read_row, id);
  const auto& [client, transporter, status, disputed_from, price, currency, rate_bps, route,
               validated_by, completed_at, advance] = row.value();
  return {id,
          client,
          transporter,
          freight::parse_status(status).value(),
          disputed_from ? freight::parse_status(*disputed_from) : std::nullopt,
          price,
          currency,
          rate_bps,
          route,
          validated_by,
          completed_at,
          advance};
}

void tell_refunded(pg::Schema system, const Job& job, money::Minor amount) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, amount, job.currency, job.client)}, {"route", job.route}};
  notify(spi, system, job.client, "payment.refunded.client", parameters, job.id);
}

void tell_taken_back(pg::Schema system, const Job& job, money::Minor amount,
                     const std::string& reason) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"amount", written(system, amount, job.currency, *job.transporter)},
      {"route", job.route},
      {"reason", reason}};
  notify(spi, system, *job.transporter, "payment.taken_back.transporter", parameters, job.id);
}

}  // namespace socle::alogistics
