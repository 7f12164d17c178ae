// One person who follows the stream through one connection.
//
// It asks the database what it may follow and what it has missed; meanwhile what is new waits. Then
// it is live, until somebody changes who may follow, or until it takes less than there is: then it
// asks again before it hears more.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/identity/token.hpp"
#include "stream/channel.hpp"
#include "stream/checks.hpp"

namespace socle::stream {

class Hub;

// What a client asks for, and who it is.
struct Following {
  identity::VerifiedToken token;
  std::vector<std::string> topics;
  std::optional<std::int64_t> cursor;
  std::string cors;  // header lines for the answer
};

class Reader : public std::enable_shared_from_this<Reader> {
 public:
  using Clock = Channel::Clock;

  Reader(Following following, std::shared_ptr<Channel> channel, Hub& hub);

  void start();
  // An event of a topic that it follows, or for this person.
  void offer(const SharedEvent& event);
  // Events up to `position` are missing.
  void reset(std::int64_t position);
  // Each second.
  void tick(Clock::time_point now, std::int64_t unix_seconds);
  // The server stops; connect again after `retry`.
  void stop(std::chrono::milliseconds retry);

  const Uuid& person() const { return *following_.token.claims.subject; }
  const std::vector<std::string>& topics() const { return following_.topics; }

 private:
  enum class State { starting, asking, live, ended };

  void ask();
  void take(Verdict verdict);
  void begin_stream(const Verdict& verdict);
  bool deliver_all(const std::vector<SharedEvent>& events);
  void keep_topics(const std::vector<std::string>& allowed);
  void go_live();
  void drained();
  bool deliver(const SharedEvent& event);
  void fail(const Failure& failure);
  void refuse(int status, const std::string& body);
  void end(Ending ending, std::string_view reason);
  bool is_followed(const Event& event) const;

  Following following_;
  std::shared_ptr<Channel> channel_;
  Hub& hub_;
  State state_ = State::starting;
  std::optional<std::int64_t> cursor_;  // all up to it is said
  std::vector<SharedEvent> pending_;    // came while it asked
  std::size_t batch_ = batch_max;       // events asked for at once
  bool is_again_ = false;               // what is asked is out of date already
  bool is_paused_ = false;              // asks when the client has taken what was sent
  int races_ = 0;
  Clock::time_point started_at_;
  Clock::time_point beat_at_;
};

}  // namespace socle::stream
