#include "domain/ledger/hold.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::ledger {
namespace {

constexpr std::string_view statuses[] = {"open", "captured", "released", "expired"};

// Every way leads out of `open`, so from elsewhere nothing is allowed.
Check check_open(HoldStatus from, HoldStatus to) {
  if (from == HoldStatus::open) return {};
  return Refusal(errors::invalid_transition)
      .with("from", to_string(from))
      .with("to", to_string(to))
      .with_texts("allowed", {});
}

}  // namespace

std::string_view to_string(HoldStatus status) { return word_of(statuses, status); }

std::optional<HoldStatus> parse_hold_status(std::string_view text) {
  return find_word<HoldStatus>(statuses, text);
}

Result<Capture> capture(HoldStatus status, money::Minor held, std::optional<money::Minor> amount) {
  if (const Check open = check_open(status, HoldStatus::captured); !open) return open.refusal();
  const money::Minor captured = amount.value_or(held);
  if (captured <= 0) return Refusal(errors::invalid_amount);
  if (captured > held) {
    return Refusal(errors::insufficient_funds).with("balance", held).with("required", captured);
  }
  return Capture{captured, held - captured};
}

Check can_release(HoldStatus status) { return check_open(status, HoldStatus::released); }

}  // namespace socle::ledger
