// The end of a paper: reminders before it, and what follows when it has come. Source: A-25,
// logistics.md §4 point 14.
#include "alogistics/documents.hpp"
#include "alogistics/words.hpp"

#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

using freight::DocumentStatus;

constinit pg::Statement<Uuid> lock_now{
    "select id from alogistics.documents where id = $1 for no key update nowait"};
constinit pg::Statement<pg::Date, std::string> find_end{
    "select ($1 + 1)::timestamp at time zone $2, $1::text"};
constinit pg::Statement<Uuid, Uuid> find_live_jobs{
    "select id, pickup_city || ' → ' || delivery_city from alogistics.transport_requests"
    " where (assigned_vehicle_id = $1 or assigned_transporter_id = $2)"
    "   and status in ('assigned', 'in_progress') order by pickup_date, id"};

void remind(pg::Spi& spi, pg::Schema system, const Document& document, const std::string& date) {
  const std::string locale = locale_of(system, document.owner);
  const notifications::Parameter parameters[] = {{"paper", describe(spi, document, locale)},
                                                 {"date", date}};
  notify(spi, system, document.owner, "document.expires_soon.owner", parameters, std::nullopt);
}

// The job goes on: goods are not left by the road. Staff decide what to do.
void alert_staff(pg::Spi& spi, pg::Schema system, const Document& document) {
  const auto jobs = spi.rows<Uuid, std::string>(find_live_jobs, document.vehicle, document.profile);
  if (jobs.empty()) return;
  const auto name = name_of(spi, document.owner);
  for (const Uuid& person : active_staff(spi)) {
    const std::string paper = describe(spi, document, locale_of(system, person));
    for (const auto& [request, route] : jobs) {
      const notifications::Parameter parameters[] = {
          {"paper", paper}, {"transporter", name}, {"route", route}};
      notify(spi, system, person, "document.expired_on_job.staff", parameters, request);
    }
  }
}

}  // namespace

void expire_document(pg::Schema system, const Uuid& id, std::int32_t level) {
  pg::Spi spi;
  if (!spi.row<Uuid>(lock_now, id)) return;
  const Document document = require_document(id);
  if (document.status != DocumentStatus::approved || !document.valid_until) return;
  const auto row =
      spi.row<pg::Timestamp, std::string>(find_end, *document.valid_until, time_zone(system));
  const auto& [end, date] = row.value();
  const bool has_ended = end.microseconds <= pg::wall_time();
  // After a long downtime a reminder would come with the end, and say what is no longer true.
  if (level > 0 && !has_ended) remind(spi, system, document, date);
  if (level > 0 || !has_ended) return;
  write(spi, document, DocumentStatus::expired, std::nullopt, std::nullopt);
  const std::string locale = locale_of(system, document.owner);
  const notifications::Parameter parameters[] = {{"paper", describe(spi, document, locale)}};
  notify(spi, system, document.owner, "document.expired.owner", parameters, std::nullopt);
  alert_staff(spi, system, document);
}

}  // namespace socle::alogistics
