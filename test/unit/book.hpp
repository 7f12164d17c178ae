// A ledger in memory, built from nothing but the rules of the domain: accounts, their lines, and a
// posting that is done whole or refused whole. The oracle of the property test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/errors/catalogue.hpp"
#include "domain/ledger/transfer.hpp"

namespace socle::test {

using money::Minor;
using AccountId = std::int64_t;  // the position in the book
using TransferId = std::size_t;

enum class AccountKind { wallet, escrow, hold, payout, platform, penalties, external };

struct Account {
  AccountKind kind;
  std::string currency;
  Minor balance = 0;
  std::int64_t seq = 0;
  bool is_active = true;
  bool is_closed = false;

  bool operator==(const Account&) const = default;
};

struct Entry {
  AccountId account;
  std::int64_t seq;
  TransferId transfer;
  Minor amount;
  Minor balance_after;

  bool operator==(const Entry&) const = default;
};

class Book {
 public:
  AccountId open(Account account) {
    accounts_.push_back(std::move(account));
    return next_account() - 1;
  }
  AccountId next_account() const { return static_cast<AccountId>(accounts_.size()); }

  Account& account(AccountId id) { return accounts_.at(static_cast<std::size_t>(id)); }
  const Account& account(AccountId id) const { return accounts_.at(static_cast<std::size_t>(id)); }

  // Writes the lines, without those of zero, or nothing at all.
  Result<TransferId> post(std::vector<ledger::Line> lines) {
    std::erase_if(lines, [](const ledger::Line& line) { return line.amount == 0; });
    if (const Check fine = ledger::check_lines(lines); !fine) return fine.refusal();
    std::vector<Minor> balances;
    for (const ledger::Line& line : lines) {
      const Account& known = account(line.account);
      if (known.currency != account(lines.front().account).currency) {
        return Refusal(errors::currency_mismatch);
      }
      const auto balance = ledger::apply({known.balance, known.kind == AccountKind::external,
                                          known.is_active, known.currency, known.is_closed},
                                         line.amount);
      if (!balance) return balance.refusal();
      balances.push_back(balance.value());
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      Account& changed = account(lines[i].account);
      changed.balance = balances[i];
      entries_.push_back(
          {lines[i].account, ++changed.seq, transfer_count_, lines[i].amount, balances[i]});
    }
    return transfer_count_++;
  }

  // As above, from or to an account that is opened for it and only if it is done.
  Result<TransferId> post_opening(Account opened, std::vector<ledger::Line> lines) {
    accounts_.push_back(std::move(opened));
    auto done = post(std::move(lines));
    if (!done) accounts_.pop_back();
    return done;
  }

  // The lines that undo a transfer.
  std::vector<ledger::Line> reversed(TransferId transfer) const {
    std::vector<ledger::Line> lines;
    for (const Entry& entry : entries_) {
      if (entry.transfer == transfer) lines.push_back({entry.account, -entry.amount});
    }
    return lines;
  }

  // What is wrong with the accounts and their lines; empty if nothing is.
  std::string fault() const {
    std::string found = fault_of_accounts();
    if (found.empty()) found = fault_of_entries();
    return found;
  }

  bool operator==(const Book&) const = default;

 private:
  __extension__ typedef __int128 Wide;

  std::string fault_of_accounts() const {
    std::map<std::string_view, Wide> sums;
    for (AccountId id = 0; id < next_account(); ++id) {
      const Account& known = account(id);
      sums[known.currency] += known.balance;
      if (known.balance < 0 && known.kind != AccountKind::external) {
        return "account " + std::to_string(id) + " is below zero";
      }
      if (known.balance != 0 && known.is_closed) {
        return "account " + std::to_string(id) + " is closed but not empty";
      }
    }
    for (const auto& [currency, sum] : sums) {
      if (sum != 0) return "the accounts in " + std::string(currency) + " do not sum to zero";
    }
    return {};
  }

  // Follows the lines of each account from the first, and those of each transfer.
  std::string fault_of_entries() const {
    std::vector<Account> replayed(accounts_.size());
    std::vector<Wide> sums(transfer_count_);
    std::vector<std::string_view> currencies(transfer_count_);
    for (const Entry& entry : entries_) {
      Account& last = replayed[static_cast<std::size_t>(entry.account)];
      const std::string name = std::to_string(entry.account);
      if (entry.seq != ++last.seq) return "a gap in the lines of account " + name;
      last.balance += entry.amount;
      if (entry.balance_after != last.balance) return "a wrong balance in account " + name;
      sums[entry.transfer] += entry.amount;
      std::string_view& currency = currencies[entry.transfer];
      if (currency.empty()) currency = account(entry.account).currency;
      if (currency != account(entry.account).currency) return "a transfer in two currencies";
    }
    if (std::any_of(sums.begin(), sums.end(), [](Wide sum) { return sum != 0; })) {
      return "a transfer that does not sum to zero";
    }
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const bool is_same =
          replayed[i].seq == accounts_[i].seq && replayed[i].balance == accounts_[i].balance;
      if (!is_same) return "account " + std::to_string(i) + " is not the sum of its lines";
    }
    return {};
  }

  std::vector<Account> accounts_;
  std::vector<Entry> entries_;
  TransferId transfer_count_ = 0;
};

}  // namespace socle::test
