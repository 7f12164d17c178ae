// Prints what the pages show of the domain, one fact per line: "transition|event|from|to|by|needs",
// "withdrawal|step|from|to" and "setting|key|default". check_pages.py compares.
#include <iostream>
#include <string>

#include "domain/freight/lifecycle.hpp"
#include "domain/ledger/withdrawal.hpp"
#include "domain/settings/settings.hpp"

namespace {

namespace freight = socle::freight;

std::string names_of(freight::Actors actors) {
  constexpr std::pair<freight::Actors, const char*> names[] = {
      {freight::client, "client"},
      {freight::transporter, "transporter"},
      {freight::staff, "staff"},
      {freight::system, "system"}};
  std::string text;
  for (const auto& [actor, name] : names) {
    if ((actors & actor) == 0) continue;
    text += text.empty() ? name : std::string(", ") + name;
  }
  return text;
}

// Asked of the machine itself, because a proof is no column of its table.
std::string needs_of(const freight::Transition& row) {
  const bool has_reason = true;
  const auto decision = freight::decide({row.from, row.to, row.by, has_reason, false});
  std::string needs = row.needs_reason ? "reason" : decision ? "" : "proof";
  if (row.ends_at_pickup) needs += needs.empty() ? "no pick-up yet" : ", no pick-up yet";
  return needs;
}

void print_withdrawals() {
  using namespace socle::ledger;
  constexpr const char* steps[] = {"approve", "send", "settle", "fail", "cancel"};
  for (int from = 0; from <= static_cast<int>(WithdrawalStatus::cancelled); ++from)
    for (int step = 0; step <= static_cast<int>(WithdrawalEvent::cancel); ++step) {
      const auto status = static_cast<WithdrawalStatus>(from);
      const auto to = next(status, static_cast<WithdrawalEvent>(step));
      if (to)
        std::cout << "withdrawal|" << steps[step] << '|' << to_string(status) << '|'
                  << to_string(to.value()) << '\n';
    }
}

}  // namespace

int main() {
  for (const freight::Transition& row : freight::transitions())
    std::cout << "transition|" << freight::to_string(row.event) << '|'
              << freight::to_string(row.from) << '|' << freight::to_string(row.to) << '|'
              << names_of(row.by) << '|' << needs_of(row) << '\n';
  print_withdrawals();
  for (const auto& setting : socle::settings::definitions())
    std::cout << "setting|" << setting.key << '|' << setting.default_json << '\n';
}
