// The operations on money over the book: what the RPCs do with tables, this does in memory. Each is
// done, or refused and changes nothing.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "book.hpp"
#include "domain/ledger/hold.hpp"
#include "domain/ledger/withdrawal.hpp"

namespace socle::test {

struct Job {
  enum class State { paid, completed, cancelled };
  AccountId escrow, client, transporter;
  Minor price;
  std::int64_t rate_bps;
  State state = State::paid;
  Minor refunded = 0;

  bool operator==(const Job&) const = default;
};

struct Hold {
  AccountId account, wallet;
  Minor amount;
  ledger::HoldStatus status = ledger::HoldStatus::open;

  bool operator==(const Hold&) const = default;
};

struct Withdrawal {
  AccountId account, wallet;
  Minor amount, fee;
  ledger::WithdrawalStatus status = ledger::WithdrawalStatus::requested;

  // Until it is settled, failed or cancelled, its account holds amount and fee.
  bool is_open() const { return status <= ledger::WithdrawalStatus::sent; }
  bool operator==(const Withdrawal&) const = default;
};

struct Penalty {
  TransferId transfer;
  bool is_reversed = false;

  bool operator==(const Penalty&) const = default;
};

class Marketplace {
 public:
  static constexpr Minor largest = std::numeric_limits<Minor>::max();
  Marketplace() {
    for (const char* currency : {"XOF", "EUR"}) {
      for (const AccountKind kind :
           {AccountKind::platform, AccountKind::penalties, AccountKind::external}) {
        houses_.push_back(book_.open({kind, currency}));
      }
      for (int i = 0; i < 4; ++i) {
        wallets_.push_back(book_.open({AccountKind::wallet, currency}));
      }
    }
  }

  const std::vector<AccountId>& wallets() const { return wallets_; }
  std::size_t job_count() const { return jobs_.size(); }
  std::size_t hold_count() const { return holds_.size(); }
  std::size_t withdrawal_count() const { return withdrawals_.size(); }
  std::size_t penalty_count() const { return penalties_.size(); }
  Minor balance(AccountId id) const { return book_.account(id).balance; }

  Check top_up(AccountId wallet, Minor amount) {
    if (amount <= 0) return Refusal(errors::invalid_amount);
    return done(book_.post({{house(wallet, AccountKind::external), -amount}, {wallet, amount}}));
  }

  Check pay(AccountId client, AccountId transporter, Minor price, std::int64_t rate_bps) {
    if (const auto parts = money::split(price, rate_bps); !parts) return parts.refusal();
    if (client == transporter) return Refusal(errors::self_dealing);
    if (book_.account(client).currency != book_.account(transporter).currency) {
      return Refusal(errors::currency_mismatch);
    }
    const AccountId escrow = book_.next_account();
    const auto posted = book_.post_opening(beside(client, AccountKind::escrow),
                                           {{client, -price}, {escrow, price}});
    if (posted) jobs_.push_back({escrow, client, transporter, price, rate_bps});
    return done(posted);
  }

  Check complete(std::size_t number) {
    Job& job = jobs_.at(number);
    const auto parts = money::split(job.price, job.rate_bps).value();
    return end(job, Job::State::completed,
               {{job.escrow, -job.price},
                {job.transporter, parts.earnings},
                {house(job.client, AccountKind::platform), parts.commission}});
  }

  Check cancel(std::size_t number) {
    Job& job = jobs_.at(number);
    return end(job, Job::State::cancelled, {{job.escrow, -job.price}, {job.client, job.price}});
  }

  // A dispute is resolved: client, transporter and platform share by these weights.
  Check resolve(std::size_t number, const std::array<std::int64_t, 3>& weights) {
    Job& job = jobs_.at(number);
    const auto shares = money::divide(job.price, weights);
    if (!shares) return shares.refusal();
    return end(job, Job::State::cancelled,
               {{job.escrow, -job.price},
                {job.client, shares.value()[0]},
                {job.transporter, shares.value()[1]},
                {house(job.client, AccountKind::platform), shares.value()[2]}});
  }

  // Each refund takes what the split of all refunds so far grows by, so that refunds in parts take
  // from each just what he got.
  Check refund(std::size_t number, Minor amount) {
    Job& job = jobs_.at(number);
    if (job.state != Job::State::completed) return Refusal(errors::invalid_transition);
    if (amount <= 0) return Refusal(errors::invalid_amount);
    if (amount > job.price - job.refunded) return Refusal(errors::refund_too_large);
    const Minor before = commission_of(job.refunded, job.rate_bps);
    const Minor commission = commission_of(job.refunded + amount, job.rate_bps) - before;
    const auto posted = book_.post({{job.client, amount},
                                    {job.transporter, commission - amount},
                                    {house(job.client, AccountKind::platform), -commission}});
    if (posted) job.refunded += amount;
    return done(posted);
  }

  Check hold(AccountId wallet, Minor amount) {
    if (amount <= 0) return Refusal(errors::invalid_amount);
    const AccountId held = book_.next_account();
    const auto posted =
        book_.post_opening(beside(wallet, AccountKind::hold), {{wallet, -amount}, {held, amount}});
    if (posted) holds_.push_back({held, wallet, amount});
    return done(posted);
  }

  Check capture(std::size_t number, std::optional<Minor> amount, std::optional<AccountId> to) {
    Hold& held = holds_.at(number);
    const auto parts = ledger::capture(held.status, held.amount, amount);
    if (!parts) return parts.refusal();
    return end(held, ledger::HoldStatus::captured,
               {{held.account, -held.amount},
                {to.value_or(house(held.wallet, AccountKind::platform)), parts.value().captured},
                {held.wallet, parts.value().returned}});
  }

  // `status` is released or expired.
  Check release(std::size_t number, ledger::HoldStatus status) {
    Hold& held = holds_.at(number);
    if (const Check open = ledger::can_release(held.status); !open) return open;
    return end(held, status, {{held.account, -held.amount}, {held.wallet, held.amount}});
  }

  Check request_withdrawal(AccountId wallet, Minor amount, const ledger::WithdrawalRules& rules) {
    const Account& known = book_.account(wallet);
    const auto fee = ledger::withdrawal_fee(
        rules, {amount, known.balance, withdrawn(wallet), 0, known.currency});
    if (!fee) return fee.refusal();
    const Minor total = amount + fee.value();
    const AccountId payout = book_.next_account();
    const auto posted = book_.post_opening(beside(wallet, AccountKind::payout),
                                           {{wallet, -total}, {payout, total}});
    if (posted) withdrawals_.push_back({payout, wallet, amount, fee.value()});
    return done(posted);
  }

  Check advance(std::size_t number, ledger::WithdrawalEvent event) {
    using ledger::WithdrawalStatus;
    Withdrawal& going = withdrawals_.at(number);
    const auto to = ledger::next(going.status, event);
    if (!to) return to.refusal();
    const Minor total = going.amount + going.fee;
    std::vector<ledger::Line> lines;
    if (to.value() == WithdrawalStatus::settled) {
      lines = {{going.account, -total},
               {house(going.wallet, AccountKind::external), going.amount},
               {house(going.wallet, AccountKind::platform), going.fee}};
    } else if (to.value() == WithdrawalStatus::failed ||
               to.value() == WithdrawalStatus::cancelled) {
      lines = {{going.account, -total}, {going.wallet, total}};
    }
    if (!lines.empty()) {
      if (const Check posted = done(book_.post(lines)); !posted) return posted;
    }
    going.status = to.value();
    return {};
  }

  Check charge_penalty(AccountId wallet, Minor amount) {
    if (amount <= 0) return Refusal(errors::invalid_amount);
    const auto posted =
        book_.post({{wallet, -amount}, {house(wallet, AccountKind::penalties), amount}});
    if (posted) penalties_.push_back({posted.value()});
    return done(posted);
  }

  Check reverse(std::size_t number) {
    Penalty& penalty = penalties_.at(number);
    if (penalty.is_reversed) return Refusal(errors::already_reversed);
    const auto posted = book_.post(book_.reversed(penalty.transfer));
    if (posted) penalty.is_reversed = true;
    return done(posted);
  }

  Check set_active(AccountId wallet, bool is_active) {
    if (book_.account(wallet).is_closed) return Refusal(errors::wallet_closed);
    book_.account(wallet).is_active = is_active;
    return {};
  }

  Check close(AccountId wallet) {
    if (book_.account(wallet).is_closed) return Refusal(errors::wallet_closed);
    if (book_.account(wallet).balance != 0) return Refusal(errors::wallet_not_empty);
    book_.account(wallet).is_closed = true;
    return {};
  }

  // What is wrong; empty if nothing is.
  std::string fault() const {
    for (const Job& job : jobs_) {
      const Minor due = job.state == Job::State::paid ? job.price : 0;
      if (balance(job.escrow) != due) return "an escrow holds what it should not";
      if (job.refunded > job.price) return "more was refunded than paid";
    }
    for (const Hold& held : holds_) {
      const Minor due = held.status == ledger::HoldStatus::open ? held.amount : 0;
      if (balance(held.account) != due) return "a hold holds what it should not";
    }
    for (const Withdrawal& going : withdrawals_) {
      const Minor due = going.is_open() ? going.amount + going.fee : 0;
      if (balance(going.account) != due) return "a withdrawal holds what it should not";
    }
    return book_.fault();
  }

  bool operator==(const Marketplace&) const = default;

 private:
  static Check done(const Result<TransferId>& posted) {
    if (!posted) return posted.refusal();
    return {};
  }

  static Minor commission_of(Minor amount, std::int64_t rate_bps) {
    return amount == 0 ? 0 : money::split(amount, rate_bps).value().commission;
  }

  Check end(Job& job, Job::State state, std::vector<ledger::Line> lines) {
    if (job.state != Job::State::paid) return Refusal(errors::invalid_transition);
    const auto posted = book_.post(std::move(lines));
    if (posted) job.state = state;
    return done(posted);
  }

  Check end(Hold& held, ledger::HoldStatus status, std::vector<ledger::Line> lines) {
    const auto posted = book_.post(std::move(lines));
    if (posted) held.status = status;
    return done(posted);
  }

  Account beside(AccountId wallet, AccountKind kind) const {
    return {kind, book_.account(wallet).currency};
  }

  AccountId house(AccountId wallet, AccountKind kind) const {
    const auto found = std::find_if(houses_.begin(), houses_.end(), [&](AccountId id) {
      const Account& known = book_.account(id);
      return known.kind == kind && known.currency == book_.account(wallet).currency;
    });
    return *found;
  }

  // What has left or is about to; at most int8, since the same money can come and go many times.
  Minor withdrawn(AccountId wallet) const {
    Minor sum = 0;
    for (const Withdrawal& going : withdrawals_) {
      const bool has_left = going.is_open() || going.status == ledger::WithdrawalStatus::settled;
      if (going.wallet != wallet || !has_left) continue;
      if (__builtin_add_overflow(sum, going.amount, &sum)) return largest;
    }
    return sum;
  }

  Book book_;
  std::vector<AccountId> houses_, wallets_;
  std::vector<Job> jobs_;
  std::vector<Hold> holds_;
  std::vector<Withdrawal> withdrawals_;
  std::vector<Penalty> penalties_;
};

}  // namespace socle::test
