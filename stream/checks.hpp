// Asks the database, as the person who reads: which topics may be followed now, and what has
// happened there since. Asked anew whenever that may have changed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stream/database.hpp"
#include "stream/event.hpp"
#include "stream/settings.hpp"

namespace socle::stream {

inline constexpr std::size_t batch_max = 200;

struct Question {
  std::string claims;  // of a token that was checked
  std::vector<std::string> topics;
  std::optional<std::int64_t> after;  // nothing: only where the stream is
  std::size_t batch = batch_max;      // how many events at most
};

struct Verdict {
  std::vector<std::string> topics;  // of those asked, the ones that may be followed
  std::vector<SharedEvent> events;
  std::int64_t position = 0;  // without `after`: the cursor of now
  bool is_all = true;         // false: more events wait behind these
  std::optional<Failure> failure;
};

class Checks {
 public:
  using OnVerdict = std::function<void(Verdict)>;

  Checks(boost::asio::io_context& io, const Settings& settings, Metrics& metrics);

  void start();
  void stop();
  bool is_connected() const { return database_.is_connected(); }
  std::size_t waiting() const { return waiting_.size(); }
  // One after the other; while the database is away they wait. `on_verdict` is called later, once,
  // unless `asker` is gone by then.
  void ask(std::weak_ptr<void> asker, Question question, OnVerdict on_verdict);

 private:
  struct Waiting {
    std::weak_ptr<void> asker;
    Question question;
    OnVerdict on_verdict;
  };

  void begin();
  void next();
  void take_answer(Answer answer);
  void read_position(const Rows& rows, Verdict& verdict) const;
  void read_events(const Rows& rows, std::size_t batch, Verdict& verdict) const;

  Database database_;
  const std::string system_;
  Metrics& metrics_;
  bool is_prepared_ = false;
  std::deque<Waiting> waiting_;
};

}  // namespace socle::stream
