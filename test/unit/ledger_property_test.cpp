// Any sequence of operations keeps every invariant of the ledger. Issue 3, A-11 … A-20.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>

#include "marketplace.hpp"
#include "refusals.hpp"

namespace socle {
namespace {

using money::Minor;
using test::AccountId;
using test::Marketplace;

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
constexpr int sequence_count = 2'000;
#else
constexpr int sequence_count = 40;
#endif
constexpr int step_count = 300;

// SOCLE_SEED repeats a run.
std::uint64_t choose_seed() {
  const char* given = std::getenv("SOCLE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // 0 to `count` - 1.
  std::size_t below(std::size_t count) { return engine_() % count; }

  bool happens(std::size_t percent) { return below(100) < percent; }

  AccountId wallet(const Marketplace& market) {
    return market.wallets()[below(market.wallets().size())];
  }

  // Mostly everyday amounts; the others stand where arithmetic breaks: 0, 1, around the powers of
  // two up to the largest int8, below zero, and around what the wallet holds.
  Minor amount(Minor balance) {
    switch (below(10)) {
      case 0:
        return static_cast<Minor>(below(2));
      case 1:
        return around(Minor{1} << below(63));
      case 2:
        return Marketplace::largest - static_cast<Minor>(below(9));
      case 3:
        return -around(Minor{1} << below(63));
      case 4:
        return around(std::min(balance, Marketplace::largest - 8));
      default:
        return 1 + static_cast<Minor>(below(100'000));
    }
  }

 private:
  Minor around(Minor middle) { return middle - 8 + static_cast<Minor>(below(17)); }

  std::mt19937_64 engine_;
};

ledger::WithdrawalRules rules_of(Random& random) {
  return {.minimum = random.happens(50) ? 1'000 : 0,
          .fee = random.amount(0) & Marketplace::largest,
          .fee_bps = static_cast<Minor>(random.below(10'001)),
          .daily_cap = random.happens(50) ? 2'000'000 : 0,
          .hold_days = 0};
}

Check top_up(Marketplace& market, Random& random) {
  const AccountId wallet = random.wallet(market);
  return market.top_up(wallet, random.amount(market.balance(wallet)));
}

Check pay(Marketplace& market, Random& random) {
  const AccountId client = random.wallet(market);
  return market.pay(client, random.wallet(market), random.amount(market.balance(client)),
                    static_cast<std::int64_t>(random.below(10'001)));
}

Check complete(Marketplace& market, Random& random) {
  return market.complete(random.below(market.job_count()));
}

Check cancel(Marketplace& market, Random& random) {
  return market.cancel(random.below(market.job_count()));
}

Check resolve(Marketplace& market, Random& random) {
  const auto weight = [&random] { return random.happens(10) ? 0 : random.amount(0); };
  return market.resolve(random.below(market.job_count()), {weight(), weight(), weight()});
}

Check refund(Marketplace& market, Random& random) {
  return market.refund(random.below(market.job_count()), random.amount(100));
}

Check hold(Marketplace& market, Random& random) {
  const AccountId wallet = random.wallet(market);
  return market.hold(wallet, random.amount(market.balance(wallet)));
}

Check capture(Marketplace& market, Random& random) {
  const std::size_t number = random.below(market.hold_count());
  const auto amount = random.happens(30) ? std::nullopt : std::optional(random.amount(100));
  const auto to = random.happens(50) ? std::nullopt : std::optional(random.wallet(market));
  return market.capture(number, amount, to);
}

Check release(Marketplace& market, Random& random) {
  return market.release(random.below(market.hold_count()), ledger::HoldStatus::released);
}

Check expire(Marketplace& market, Random& random) {
  return market.release(random.below(market.hold_count()), ledger::HoldStatus::expired);
}

Check withdraw(Marketplace& market, Random& random) {
  const AccountId wallet = random.wallet(market);
  return market.request_withdrawal(wallet, random.amount(market.balance(wallet)), rules_of(random));
}

template <ledger::WithdrawalEvent event>
Check advance(Marketplace& market, Random& random) {
  return market.advance(random.below(market.withdrawal_count()), event);
}

Check charge_penalty(Marketplace& market, Random& random) {
  const AccountId wallet = random.wallet(market);
  return market.charge_penalty(wallet, random.amount(market.balance(wallet)));
}

Check reverse(Marketplace& market, Random& random) {
  return market.reverse(random.below(market.penalty_count()));
}

Check freeze(Marketplace& market, Random& random) {
  return market.set_active(random.wallet(market), false);
}

Check unfreeze(Marketplace& market, Random& random) {
  return market.set_active(random.wallet(market), true);
}

Check close(Marketplace& market, Random& random) { return market.close(random.wallet(market)); }

struct Operation {
  std::string_view name;
  Check (*run)(Marketplace&, Random&);
  std::size_t weight;  // how often it happens; freezing and closing would soon end all business
  std::size_t (Marketplace::*subjects)() const = nullptr;  // it happens only if there is one
};

constexpr Operation operations[] = {
    {"top_up", top_up, 12},
    {"pay", pay, 12},
    {"complete", complete, 6, &Marketplace::job_count},
    {"cancel", cancel, 3, &Marketplace::job_count},
    {"resolve", resolve, 3, &Marketplace::job_count},
    {"refund", refund, 8, &Marketplace::job_count},
    {"hold", hold, 8},
    {"capture", capture, 6, &Marketplace::hold_count},
    {"release", release, 3, &Marketplace::hold_count},
    {"expire", expire, 3, &Marketplace::hold_count},
    {"withdraw", withdraw, 12},
    {"approve", advance<ledger::WithdrawalEvent::approve>, 6, &Marketplace::withdrawal_count},
    {"send", advance<ledger::WithdrawalEvent::send>, 6, &Marketplace::withdrawal_count},
    {"settle", advance<ledger::WithdrawalEvent::settle>, 6, &Marketplace::withdrawal_count},
    {"fail", advance<ledger::WithdrawalEvent::fail>, 3, &Marketplace::withdrawal_count},
    {"withdraw back", advance<ledger::WithdrawalEvent::cancel>, 3, &Marketplace::withdrawal_count},
    {"charge_penalty", charge_penalty, 8},
    {"reverse", reverse, 4, &Marketplace::penalty_count},
    {"freeze", freeze, 1},
    {"unfreeze", unfreeze, 4},
    {"close", close, 1},
};

const Operation& choose(const Marketplace& market, Random& random) {
  std::size_t total = 0;
  for (const Operation& operation : operations) total += operation.weight;
  for (;;) {
    std::size_t place = random.below(total);
    const Operation* chosen = operations;
    while (place >= chosen->weight) place -= (chosen++)->weight;
    if (chosen->subjects == nullptr || (market.*chosen->subjects)() > 0) return *chosen;
  }
}

// How often each operation ended how: "ok" or the rule that refused it.
using Tally = std::map<std::string_view, std::map<std::string_view, int>>;

void run_sequence(Random& random, Tally& tally) {
  Marketplace market;
  Marketplace before;
  for (int step = 0; step < step_count; ++step) {
    before = market;
    const Operation& operation = choose(market, random);
    const Check outcome = operation.run(market, random);
    ++tally[operation.name][test::rule(outcome)];
    ASSERT_EQ(market.fault(), "") << "after step " << step << ", " << operation.name;
    ASSERT_TRUE(outcome.ok() || market == before)
        << "step " << step << ", " << operation.name << ", was refused and changed something";
  }
}

TEST(AnySequenceOfOperations, KeepsEveryInvariantOfTheLedger) {
  const std::uint64_t seed = choose_seed();
  std::cout << "SOCLE_SEED=" << seed << '\n';
  Random random(seed);
  Tally tally;
  for (int sequence = 0; sequence < sequence_count; ++sequence) {
    run_sequence(random, tally);
    if (HasFatalFailure()) FAIL() << "in sequence " << sequence << " of SOCLE_SEED=" << seed;
  }
  // A test of what never happens proves nothing: each was done, and each was refused.
  for (const Operation& operation : operations) {
    const auto& outcomes = tally[operation.name];
    EXPECT_TRUE(outcomes.contains("ok")) << operation.name;
    EXPECT_GE(outcomes.size(), 2U) << operation.name;
  }
}

}  // namespace
}  // namespace socle
