#include "domain/freight/offer.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

constexpr std::string_view statuses[] = {"open", "accepted", "rejected", "withdrawn", "expired"};

}  // namespace

std::string_view to_string(OfferStatus status) { return word_of(statuses, status); }

std::optional<OfferStatus> parse_offer_status(std::string_view text) {
  return find_word<OfferStatus>(statuses, text);
}

Check check_board(Status request) {
  if (request == Status::validated) return {};
  return Refusal(errors::offer_closed).with("status", to_string(request));
}

Check check_open(OfferStatus offer) {
  if (offer == OfferStatus::open) return {};
  return Refusal(errors::offer_closed).with("status", to_string(offer));
}

Check check_offer_price(money::Minor offered, money::Minor price) {
  // Divided, because ten times a large price is more than the ledger can hold.
  if (offered > 0 && (offered - 1) / price_factor_max < price) return {};
  return Refusal(errors::invalid_amount).with("given", offered);
}

}  // namespace socle::freight
