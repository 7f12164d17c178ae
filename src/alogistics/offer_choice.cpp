// One offer is chosen, the others are not. Source: A-58, logistics.md §4 point 5.
#include "alogistics/offers.hpp"

#include "alogistics/request_row.hpp"
#include "domain/errors/catalogue.hpp"

namespace socle::alogistics {

namespace {

using freight::OfferStatus;

constinit pg::Statement<Uuid> find_request{
    "select request_id from alogistics.offers where id = $1"};
constinit pg::Statement<Uuid> lock_request{
    "select status::text, final_price from alogistics.transport_requests"
    " where id = $1 for no key update"};
constinit pg::Statement<Uuid, std::int64_t> set_price{
    "update alogistics.transport_requests set final_price = $2 where id = $1"};
constinit pg::Statement<Uuid, Uuid, Uuid> set_assigned{
    "update alogistics.transport_requests set status = 'assigned',"
    "   assigned_transporter_id = $2, assigned_vehicle_id = $3 where id = $1"};
constinit pg::Statement<Uuid, std::int64_t> note_price_before{
    "update alogistics.offers set price_before = $2 where id = $1"};
constinit pg::Statement<Uuid, Uuid, pg::Timestamp> find_price_before{
    "select price_before from alogistics.offers"
    " where request_id = $1 and transporter_id = $2 and status = 'accepted' and closed_at >= $3"
    "   and price_before is not null"
    " order by closed_at desc limit 1"};
constinit pg::Statement<Uuid> list_open{
    "select id, transporter_id from alogistics.offers where request_id = $1 and status = 'open'"
    " order by id for no key update"};

// Locked after its request, and still open.
Offer take(pg::Schema system, const Caller& caller, const Uuid& id) {
  const pg::AsRole owner(pg::owner_of(system));
  const Offer offer = lock_offer(id).value();
  pg::check(freight::check_open(offer.status));
  close(system, id, OfferStatus::accepted, caller.user);
  return offer;
}

// The money of the request is held for the price that it had.
void replace_price(pg::Schema system, const Offer& offer, money::Minor price) {
  const pg::AsRole owner(pg::owner_of(system));
  const auto escrow = ledger::held_for(system, offer.request);
  if (escrow && escrow->balance != 0)
    throw pg::Refused(Refusal(errors::amount_mismatch)
                          .with("expected", escrow->balance)
                          .with("given", offer.price)
                          .with("currency", offer.currency));
  pg::Spi().run(note_price_before, offer.id, price);
}

void tell_chosen(pg::Schema system, const Offer& offer) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const notifications::Parameter parameters[] = {
      {"price", written(system, offer.price, offer.currency, offer.transporter)},
      {"route", route_of(spi, offer.request)}};
  notify(spi, system, offer.transporter, "offer.accepted.transporter", parameters, offer.request);
}

Uuid request_of(pg::Schema system, const Uuid& offer) {
  const pg::AsRole owner(pg::owner_of(system));
  const auto found = pg::Spi().row<Uuid>(find_request, offer);
  if (!found) refuse_missing("offer", offer);
  return std::get<0>(*found);
}

// The request is locked and changed with the caller's own rights.
bool accept(pg::Schema system, const Caller& caller, const Uuid& id) {
  const Uuid request = request_of(system, id);
  pg::Spi spi;
  const auto found = spi.row<std::string, std::optional<std::int64_t>>(lock_request, request);
  if (!found) refuse_missing("transport_request", request);
  pg::check(freight::check_board(freight::parse_status(std::get<0>(*found)).value()));
  const Offer offer = take(system, caller, id);
  if (offer.price != std::get<1>(*found)) {
    replace_price(system, offer, std::get<1>(*found).value());
    spi.run(set_price, request, offer.price);
  }
  spi.run(set_assigned, request, offer.transporter, offer.vehicle);
  tell_chosen(system, offer);
  return true;
}

bool accept_offer(const OptionalUuid& offer, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid& id = require(offer, "offer_uuid");
  return once(system, "accept_offer", key, Arguments(id),
              [&] { return accept(system, caller, id); });
}

// AFTER UPDATE of a request: one that no longer waits for a transporter, whoever moved it.
void close_offers(pg::Trigger& trigger) {
  if (status_of(trigger.old_row()) != freight::Status::validated ||
      status_of(trigger.new_row()) == freight::Status::validated)
    return;
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid request = trigger.new_row().get<Uuid>("id");
  pg::Spi spi;
  for (const auto& [id, transporter] : spi.rows<Uuid, Uuid>(list_open, request)) {
    close(system, id, OfferStatus::rejected, caller.user);
    const notifications::Parameter parameters[] = {{"route", route_of(spi, request)}};
    notify(spi, system, transporter, "offer.rejected.transporter", parameters, request);
  }
}

}  // namespace

std::optional<money::Minor> price_before_offer(const Uuid& request, const Uuid& transporter,
                                               pg::Timestamp assigned_at) {
  const auto row =
      pg::Spi().row<std::int64_t>(find_price_before, request, transporter, assigned_at);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_accept_offer, socle::alogistics::accept_offer);
SOCLE_TRIGGER(alogistics_close_offers, socle::alogistics::close_offers);
