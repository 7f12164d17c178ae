// What the steps of a job mean to its journey, and the public page of it.
#include "alogistics/checks.hpp"
#include "alogistics/journey.hpp"
#include "alogistics/journey_reports.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/tracking/geojson.hpp"

namespace socle::alogistics {

namespace {

using freight::Status;

constinit pg::Statement<Uuid, pg::Timestamp> open_for_positions{
    "update alogistics.journeys set opened_at = $2, closed_at = null where request_id = $1"};
constinit pg::Statement<Uuid> close_journey{
    "update alogistics.journeys set closed_at = now() where request_id = $1 and closed_at is null"};
// Whoever lost the job sends nothing more.
constinit pg::Statement<Uuid> abandon_journey{
    "update alogistics.journeys set opened_at = null, closed_at = now() where request_id = $1"};
constinit pg::Statement<Uuid> end_alerts{
    "update alogistics.tracking_alerts set ended_at = greatest(started_at, now())"
    " where request_id = $1 and ended_at is null"};

constinit pg::Statement<Uuid, std::string> set_token{
    "update alogistics.journeys set tracking_token = $2 where request_id = $1"};
constinit pg::Statement<Uuid> read_token{
    "select tracking_token, client_id from alogistics.journeys where request_id = $1"};
constinit pg::Statement<std::string> find_token{
    "select j.request_id, jsonb_build_object('status', r.status,"
    "   'pickup_city', r.pickup_city, 'delivery_city', r.delivery_city)::text,"
    "   j.lat, j.lng, to_char(j.device_time at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    " from alogistics.journeys as j join alogistics.transport_requests as r on r.id = j.request_id"
    " where j.tracking_token = $1"};
constinit pg::Statement<pg::Timestamp> write_time{
    "select to_char($1 at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"};

void follow_journey(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const pg::Row& row = trigger.new_row();
  const Uuid request = request_id(row);
  const Status status = status_of(row);
  if (status == status_of(trigger.old_row())) return;
  if (status == Status::assigned && start_journey(system, row)) return;
  const bool was_anybodys = transporter_of(trigger.old_row()).has_value();
  if (status != Status::assigned && !was_anybodys) return;
  pg::Spi spi;
  switch (status) {
    case Status::assigned:
      open_journey(spi, system, request);
      break;
    case Status::in_progress:
      spi.run(open_for_positions, request, row.get<std::optional<pg::Timestamp>>("paid_at"));
      break;
    case Status::validated:
      spi.run(abandon_journey, request);
      spi.run(end_alerts, request);
      break;
    case Status::completed:
    case Status::cancelled:
      spi.run(close_journey, request);
      spi.run(end_alerts, request);
      break;
    case Status::pending:
    case Status::disputed:  // the goods are where they were, and positions are evidence
      break;
  }
}

// The token of a job of the caller's own, or of any for staff.
std::string token_for(const Uuid& request, const Caller& caller) {
  pg::Spi spi;
  const auto row = spi.row<std::string, Uuid>(read_token, request);
  if (!row) refuse_missing("journey", request);
  const bool is_staff = caller.is_system || caller.access.is_staff();
  if (!is_staff && caller.user != std::get<1>(*row)) refuse_missing("journey", request);
  return std::get<0>(*row);
}

std::string tracking_token(const OptionalUuid& request) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(request, "request_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  return token_for(id, caller);
}

std::string rotate_tracking_token(const OptionalUuid& request) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(request, "request_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  token_for(id, caller);
  const std::string token = new_tracking_token();
  pg::Spi spi;
  spi.run(set_token, id, token);
  return token;
}

std::string number(double value) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, 1);
  return {digits.data(), end.ptr};
}

// What a receiver may know who was given the link, and nothing else.
pg::Json track(const OptionalText& token) {
  const pg::Schema system = require_tables();
  const std::string& given = require(token, "token");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const auto row =
      spi.row<Uuid, std::string, std::optional<double>, std::optional<double>, OptionalText>(
          find_token, given);
  if (!row) throw pg::Refused(Refusal(errors::not_found).with("entity", "journey"));
  const auto& [request, about, lat, lng, time] = *row;
  const Arrival arrival = arrival_of(spi, system, request);
  std::string page = about.substr(0, about.size() - 1);
  page += R"(,"position":)";
  if (lat && lng) {
    const tracking::Point city = tracking::city_position({*lat, *lng});
    page += R"({"lat":)" + number(city.lat) + R"(,"lng":)" + number(city.lng) + "}";
  } else {
    page += "null";
  }
  const auto quoted = [](const OptionalText& text) {
    return text ? '"' + *text + '"' : std::string("null");
  };
  OptionalText eta, reason;
  if (arrival.at)
    eta = std::get<0>(spi.row<std::string>(write_time, pg::Timestamp{*arrival.at}).value());
  if (arrival.reason) reason = *arrival.reason;
  page += R"(,"position_time":)" + quoted(time) + R"(,"eta":)" + quoted(eta);
  page += R"(,"eta_reason":)" + quoted(reason) + "}";
  return {page};
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_follow_journey, socle::alogistics::follow_journey);
SOCLE_EXPORT(alogistics_tracking_token, socle::alogistics::tracking_token);
SOCLE_EXPORT(alogistics_rotate_tracking_token, socle::alogistics::rotate_tracking_token);
SOCLE_EXPORT(alogistics_track, socle::alogistics::track);
