// What transporters do on the load board. Source: A-58.
#include "alogistics/offers.hpp"

#include "alogistics/assignment.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"
#include "socle/identity.hpp"

namespace socle::alogistics {

namespace {

using freight::OfferStatus;
using freight::Status;

// Shared: many offer at once, but none while the request moves on.
constinit pg::Statement<Uuid> share_request{
    "select status::text, final_price, currency, validated_by"
    " from alogistics.transport_requests where id = $1 for share"};
constinit pg::Statement<Uuid, Uuid> is_own_vehicle{
    "select exists (select from alogistics.vehicles where id = $1 and owner_id = $2)"};
constinit pg::Statement<Uuid, Uuid, Uuid, std::int64_t, std::string, std::string, std::int64_t>
    insert_offer{
        "insert into alogistics.offers (request_id, transporter_id, vehicle_id, price, currency,"
        "   message, expires_at)"
        " values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 hour')"
        " returning id, expires_at"};

// An offer whose time has come is over, also before run_due() says so.
constinit pg::Statement<Uuid> lock_row{
    "select request_id, transporter_id, vehicle_id, price, currency,"
    "   case when status = 'open' and expires_at <= clock_timestamp() then 'expired'"
    "        else status::text end"
    " from alogistics.offers where id = $1 for no key update"};
constinit pg::Statement<Uuid> lock_now{
    "select expires_at <= clock_timestamp() and status = 'open'"
    " from alogistics.offers where id = $1 for no key update nowait"};
constinit pg::Statement<Uuid, std::string, Uuid> write_status{
    "update alogistics.offers set status = $2::alogistics.offer_status, closed_at = now(),"
    "   closed_by = $3 where id = $1"};

// What is offered: with which vehicle, for how much.
struct Bid {
  Uuid request;
  Uuid vehicle;
  std::optional<pg::Numeric> price;
  OptionalText message;
};

// Who validated the request hears of the offer, but not who has become a transporter since.
void tell(pg::Spi& spi, pg::Schema system, const OptionalUuid& moderator, const Bid& bid,
          const Uuid& transporter, money::Minor price, std::string_view currency) {
  if (!moderator || !access_of(system, *moderator).is_staff()) return;
  const notifications::Parameter parameters[] = {
      {"transporter", name_of(spi, transporter)},
      {"route", route_of(spi, bid.request)},
      {"price", written(system, price, currency, *moderator)}};
  notify(spi, system, *moderator, "offer.made.staff", parameters, bid.request);
}

Uuid store(pg::Schema system, const Bid& bid, const Uuid& transporter, money::Minor price,
           const std::string& currency) {
  Uuid id;
  pg::Timestamp expires_at;
  const auto failure = pg::attempt(
      [&] {
        pg::Spi spi;
        const auto row = spi.row<Uuid, pg::Timestamp>(
            insert_offer, bid.request, transporter, bid.vehicle, price, currency, bid.message,
            integer_setting(system, "vehicle.offer_hours"));
        std::tie(id, expires_at) = row.value();
      },
      pg::unique_violation);
  if (failure)
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "offer").with("field", "request_uuid"));
  deadlines::set(system, offer_expiry, id, expires_at);
  return id;
}

Uuid make(pg::Schema system, const Uuid& transporter, const Bid& bid) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto found = spi.row<std::string, std::optional<std::int64_t>, std::string, OptionalUuid>(
      share_request, bid.request);
  if (!found || std::get<0>(*found) == to_string(Status::pending))
    refuse_missing("transport_request", bid.request);
  const auto& [status, asked, currency, moderator] = *found;
  pg::check(freight::check_board(freight::parse_status(status).value()));
  if (!std::get<0>(*spi.row<bool>(is_own_vehicle, bid.vehicle, transporter)))
    refuse_missing("vehicle", bid.vehicle);
  const money::Minor price = bid.price ? minor_units(*bid.price, currency) : asked.value();
  pg::check(freight::check_offer_price(price, asked.value()));
  check_assignment(system, wanted_at(system, bid.request), transporter, bid.vehicle);
  const Uuid id = store(system, bid, transporter, price, currency);
  tell(spi, system, moderator, bid, transporter, price, currency);
  return id;
}

Uuid make_offer(const OptionalUuid& request, const OptionalUuid& vehicle,
                const std::optional<pg::Numeric>& price, const OptionalText& message,
                const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  const Bid bid{require(request, "request_uuid"), require(vehicle, "vehicle_uuid"), price, message};
  constexpr std::ptrdiff_t characters_max = 1000;
  if (message && (message->empty() || character_count(*message) > characters_max))
    refuse_value("message", "not between 1 and 1000 characters");
  return once(system, "make_offer", key, Arguments(bid.request, bid.vehicle, price, message),
              [&] { return make(system, *caller.user, bid); });
}

bool withdraw_offer(const OptionalUuid& offer, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(offer, "offer_uuid");
  return once(system, "withdraw_offer", key, Arguments(id), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const auto found = lock_offer(id);
    if (!found || (!caller.is_system && found->transporter != caller.user))
      refuse_missing("offer", id);
    pg::check(freight::check_open(found->status));
    close(system, id, OfferStatus::withdrawn, caller.user);
    return true;
  });
}

bool is_verified_transporter() {
  const std::optional<Uuid> person = uid();
  if (!person) return false;
  const Access access = access_of(schema(), *person);
  return access.role == Role::transporter && access.is_active && access.is_verified;
}

}  // namespace

std::optional<Offer> lock_offer(const Uuid& id) {
  const auto row =
      pg::Spi().row<Uuid, Uuid, Uuid, std::int64_t, std::string, std::string>(lock_row, id);
  if (!row) return std::nullopt;
  const auto& [request, transporter, vehicle, price, currency, status] = *row;
  return Offer{id,
               request,
               transporter,
               vehicle,
               price,
               currency,
               freight::parse_offer_status(status).value()};
}

void close(pg::Schema system, const Uuid& id, OfferStatus status, const OptionalUuid& closed_by) {
  pg::Spi spi;
  spi.run(write_status, id, to_string(status), closed_by);
  deadlines::drop(system, offer_expiry, id);
}

void expire_offer(pg::Schema system, const Uuid& id, std::int32_t) {
  pg::Spi spi;
  const auto is_over = spi.row<bool>(lock_now, id);
  if (!is_over || !std::get<0>(*is_over)) return;
  const Offer offer = lock_offer(id).value();
  spi.run(write_status, id, to_string(OfferStatus::expired), OptionalUuid());
  const notifications::Parameter parameters[] = {{"route", route_of(spi, offer.request)}};
  notify(spi, system, offer.transporter, "offer.expired.transporter", parameters, offer.request);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_make_offer, socle::alogistics::make_offer);
SOCLE_EXPORT(alogistics_withdraw_offer, socle::alogistics::withdraw_offer);
SOCLE_EXPORT(alogistics_is_verified_transporter, socle::alogistics::is_verified_transporter);
