// One connection to PostgreSQL that never blocks, and comes back by itself.
#pragma once

#include <libpq-fe.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stream/metrics.hpp"

namespace socle::stream {

// With a name, the text is prepared under it, as long as the connection lasts; without a text, what
// was prepared under the name is run.
struct Statement {
  const char* text = nullptr;
  std::vector<std::string> values;
  const char* name = nullptr;
};

// Why there is no answer.
struct Failure {
  std::string sqlstate;  // empty: the connection broke
  std::string message, detail, hint;
};

class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result, PQclear) {}
  int size() const { return PQntuples(result_.get()); }
  // The text of a column, or null.
  const char* text(int row, int column) const;
  std::int64_t number(int row, int column) const;

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

// The rows of the last statement, or why there are none.
struct Answer {
  std::optional<Rows> rows;
  std::optional<Failure> failure;
};

class Database {
 public:
  using OnAnswer = std::function<void(Answer)>;

  Database(boost::asio::io_context& io, std::string name, std::string connection_string,
           Metrics& metrics);
  ~Database();

  // Each time the connection stands; it is free for run() then.
  std::function<void()> on_connected;
  // The payload of a notification.
  std::function<void(std::string_view)> on_notified;

  void start();
  void stop();
  // Whether run() may be called.
  bool is_free() const { return state_ == State::ready && !on_answer_; }
  bool is_connected() const { return state_ == State::ready; }
  // Runs the statements in one transaction. `on_answer` is called later, once.
  void run(std::vector<Statement> statements, OnAnswer on_answer);
  // Gives the connection up and makes another after a pause, the longer the more often it happens.
  void lose(std::string_view why);

 private:
  enum class State { down, connecting, ready, stopped };
  using Wait = boost::asio::posix::stream_descriptor::wait_type;

  void connect();
  void go_on_connecting();
  void wait_for(Wait what, void (Database::*next)());
  void read();
  bool send(const Statement& statement);
  void flush();
  void take_results();
  void take_result(PGresult* result);
  void answer();
  void close();

  boost::asio::io_context& io_;
  const std::string name_;
  const std::string connection_string_;
  Metrics& metrics_;
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer timer_;     // of the next attempt
  boost::asio::steady_timer deadline_;  // of what runs
  PGconn* connection_ = nullptr;
  State state_ = State::down;
  std::uint64_t generation_ = 0;  // of the connection, so that waits for an earlier one are void
  bool is_writing_ = false;
  std::chrono::milliseconds pause_;
  OnAnswer on_answer_;
  Answer answer_;
};

}  // namespace socle::stream
