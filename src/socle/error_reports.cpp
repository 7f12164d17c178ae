#include "socle/error_reports.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "domain/trail/faults.hpp"
#include "pg/security.hpp"
#include "socle/access.hpp"
#include "socle/chores.hpp"
#include "socle/error_ring.hpp"
#include "socle/events.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<pg::Timestamp, pg::Timestamp, std::int64_t, bool, std::string,
                              std::string, std::string, pg::Json, std::string, Uuid, pg::ObjectId,
                              std::string, std::string>
    insert_report{
        "insert into {schema}.error_reports (first_at, last_at, count, is_fault, sqlstate, error,"
        "   message, detail, path, user_id, database_role, request_id, ip_address)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
        "   (select rolname from pg_catalog.pg_roles where oid = $11), $12, $13)"
        " returning id"};
constinit pg::SchemaStatement<std::int64_t> insert_lost{
    "insert into {schema}.error_reports (first_at, last_at, count, is_fault, sqlstate, message)"
    " values (now(), now(), $1, true, '53000', 'more errors than could be captured')"};

// Once an hour for each code.
constinit pg::SchemaStatement<std::string, std::int64_t> take_notice{
    "update {schema}.error_reports set notified_at = now()"
    " where id = $2 and not exists (select from {schema}.error_reports"
    "   where sqlstate = $1 and notified_at > now() - interval '1 hour')"};

constinit pg::SchemaStatement<std::int64_t> delete_old{
    "delete from {schema}.error_reports where id = any(array(select id"
    "   from {schema}.error_reports where last_at < now() - $1 * interval '1 day'"
    "   order by last_at limit 1000))"};

std::optional<std::string_view> filled(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// A detail that was cut is no JSON any more.
std::optional<pg::Json> whole(std::string_view detail) {
  if (!json::read(detail)) return std::nullopt;
  return pg::Json{std::string(detail)};
}

void tell_admins(pg::Spi& spi, pg::Schema system, const CapturedError& error, std::int64_t report) {
  const std::string code(error.sqlstate.view());
  if (spi.run(take_notice, system, code, report) == 0) return;
  const notifications::Parameter parameters[] = {{"code", code},
                                                 {"message", std::string(error.message.view())}};
  notify_admins(spi, system, "error.fault.admin", parameters);
}

void write(pg::Spi& spi, pg::Schema system, const CapturedError& error) {
  const std::string_view code = error.sqlstate.view();
  const bool is_fault = trail::is_fault(code);
  const std::optional<Uuid> person = error.has_person ? std::optional(error.person) : std::nullopt;
  const auto row = spi.row<std::int64_t>(
      insert_report, system, pg::Timestamp{error.first_at}, pg::Timestamp{error.last_at},
      error.count, is_fault, code, filled(trail::error_name(error.detail.view())),
      error.message.view(), whole(error.detail.view()), filled(error.path.view()), person,
      pg::ObjectId{error.role}, filled(error.request_id.view()), filled(error.address.view()));
  if (is_fault) tell_admins(spi, system, error, std::get<0>(row.value()));
}

std::int64_t collect_by_hand(pg::Schema system) {
  if (!require_caller(system).is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  return collect_errors(spi, system);
}

}  // namespace

std::int64_t collect_errors(pg::Spi& spi, pg::Schema system) {
  const Collected collected = take_captured_errors();
  if (collected.errors.empty() && collected.lost == 0) return 0;
  const std::vector<pg::Schema> systems = find_systems(spi);
  for (const CapturedError& error : collected.errors) {
    pg::Schema place = system;
    for (const pg::Schema other : systems)
      if (system_name(other) == error.system.view()) place = other;
    write(spi, place, error);
  }
  if (collected.lost > 0) spi.run(insert_lost, system, collected.lost);
  return static_cast<std::int64_t>(collected.errors.size());
}

void prune_errors(pg::Spi& spi, pg::Schema system) {
  spi.run(delete_old, system, integer_setting(system, "audit.errors_days"));
}

}  // namespace socle

SOCLE_EXPORT(socle_collect_errors, socle::collect_by_hand);
