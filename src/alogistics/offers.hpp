// Offers as their functions and deadlines see them. These need the rights of the owner.
#pragma once

#include "alogistics/money_op.hpp"
#include "alogistics/words.hpp"
#include "domain/freight/offer.hpp"
#include "socle/deadlines.hpp"

namespace socle::alogistics {

inline constexpr std::string_view offer_expiry = "offer_expiry";

struct Offer {
  Uuid id;
  Uuid request;
  Uuid transporter;
  Uuid vehicle;
  money::Minor price;
  std::string currency;
  freight::OfferStatus status;  // an open one whose time has come counts as expired
};

// The offer, locked until the transaction ends. Who decides about its request locks that first.
std::optional<Offer> lock_offer(const Uuid& id);

// Closes it in this way; its deadline goes.
void close(pg::Schema system, const Uuid& id, freight::OfferStatus status,
           const OptionalUuid& closed_by);

// What the request cost before the offer that was accepted when it was assigned to this
// transporter; nothing if it was assigned without one, or at the same price.
std::optional<money::Minor> price_before_offer(const Uuid& request, const Uuid& transporter,
                                               pg::Timestamp assigned_at);

// The handler of offer_expiry.
void expire_offer(pg::Schema system, const Uuid& id, std::int32_t level);

}  // namespace socle::alogistics
