#include "stream/database.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <utility>

#include "stream/log.hpp"

namespace socle::stream {
namespace {

constexpr std::chrono::milliseconds pause_min{100};
constexpr std::chrono::milliseconds pause_max{5000};
constexpr std::chrono::seconds answer_time_max{15};

std::string field(const PGresult* result, int code) {
  const char* const text = PQresultErrorField(result, code);
  return text != nullptr ? text : "";
}

std::string_view without_line_end(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

const char* Rows::text(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) ? nullptr : PQgetvalue(result_.get(), row, column);
}

std::int64_t Rows::number(int row, int column) const {
  return std::strtoll(PQgetvalue(result_.get(), row, column), nullptr, 10);
}

Database::Database(boost::asio::io_context& io, std::string name, std::string connection_string,
                   Metrics& metrics)
    : io_(io),
      name_(std::move(name)),
      connection_string_(std::move(connection_string)),
      metrics_(metrics),
      socket_(io),
      timer_(io),
      deadline_(io),
      pause_(pause_min) {}

Database::~Database() { close(); }

void Database::start() { connect(); }

void Database::stop() {
  state_ = State::stopped;
  timer_.cancel();
  close();
}

// The socket is libpq's: it is lent to the event loop and taken back before libpq closes it.
void Database::close() {
  ++generation_;
  deadline_.cancel();
  if (socket_.is_open()) socket_.release();
  PQfinish(std::exchange(connection_, nullptr));
}

void Database::connect() {
  if (state_ == State::stopped) return;
  state_ = State::connecting;
  connection_ = PQconnectStart(connection_string_.c_str());
  if (connection_ == nullptr || PQstatus(connection_) == CONNECTION_BAD)
    return lose(PQerrorMessage(connection_));
  deadline_.expires_after(answer_time_max);
  deadline_.async_wait([this, generation = generation_](boost::system::error_code error) {
    if (!error && generation == generation_) lose("no connection in time");
  });
  socket_.assign(PQsocket(connection_));
  wait_for(Wait::wait_write, &Database::go_on_connecting);
}

void Database::wait_for(Wait what, void (Database::*next)()) {
  socket_.async_wait(what, [this, next, generation = generation_](boost::system::error_code error) {
    if (generation != generation_ || error == boost::asio::error::operation_aborted) return;
    (this->*next)();
  });
}

void Database::go_on_connecting() {
  const PostgresPollingStatusType status = PQconnectPoll(connection_);
  if (status == PGRES_POLLING_FAILED) return lose(PQerrorMessage(connection_));
  // It may be another socket by now, with the same number or not.
  socket_.release();
  socket_.assign(PQsocket(connection_));
  if (status == PGRES_POLLING_READING)
    return wait_for(Wait::wait_read, &Database::go_on_connecting);
  if (status == PGRES_POLLING_WRITING)
    return wait_for(Wait::wait_write, &Database::go_on_connecting);
  if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1)
    return lose(PQerrorMessage(connection_));
  deadline_.cancel();
  state_ = State::ready;
  is_writing_ = false;
  wait_for(Wait::wait_read, &Database::read);
  log(name_ + ": connected to the database");
  on_connected();
}

bool Database::send(const Statement& statement) {
  if (statement.name != nullptr && statement.text != nullptr)
    return PQsendPrepare(connection_, statement.name, statement.text, 0, nullptr) == 1;
  std::vector<const char*> values;
  for (const std::string& value : statement.values) values.push_back(value.c_str());
  const int count = static_cast<int>(values.size());
  if (statement.name != nullptr)
    return PQsendQueryPrepared(connection_, statement.name, count, values.data(), nullptr, nullptr,
                               0) == 1;
  return PQsendQueryParams(connection_, statement.text, count, nullptr, values.data(), nullptr,
                           nullptr, 0) == 1;
}

void Database::run(std::vector<Statement> statements, OnAnswer on_answer) {
  on_answer_ = std::move(on_answer);
  answer_ = {};
  bool is_sent = true;
  for (const Statement& statement : statements) is_sent = is_sent && send(statement);
  if (!is_sent || PQpipelineSync(connection_) != 1) {
    // Later, because whoever called does not expect to be answered within.
    boost::asio::post(io_, [this, generation = generation_] {
      if (generation == generation_) lose("cannot send");
    });
    return;
  }
  deadline_.expires_after(answer_time_max);
  deadline_.async_wait([this, generation = generation_](boost::system::error_code error) {
    if (!error && generation == generation_) lose("no answer in time");
  });
  if (!is_writing_) flush();
}

void Database::flush() {
  // What fails here is seen when the socket is read.
  is_writing_ = PQflush(connection_) == 1;
  if (is_writing_) wait_for(Wait::wait_write, &Database::flush);
}

void Database::read() {
  if (PQconsumeInput(connection_) != 1) return lose(PQerrorMessage(connection_));
  const std::uint64_t generation = generation_;
  while (PGnotify* const found = PQnotifies(connection_)) {
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notification(found, PQfreemem);
    on_notified(notification->extra);
  }
  take_results();
  if (generation == generation_) wait_for(Wait::wait_read, &Database::read);
}

// A null stands behind the results of each statement, and a result of its own ends them all.
void Database::take_results() {
  while (on_answer_ && !PQisBusy(connection_)) {
    PGresult* const result = PQgetResult(connection_);
    if (result != nullptr && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
      PQclear(result);
      return answer();
    }
    if (result != nullptr) take_result(result);
  }
}

void Database::take_result(PGresult* result) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      answer_.rows.emplace(result);
      return;
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      answer_.failure =
          Failure{field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_MESSAGE_PRIMARY),
                  field(result, PG_DIAG_MESSAGE_DETAIL), field(result, PG_DIAG_MESSAGE_HINT)};
  }
  PQclear(result);
}

void Database::answer() {
  deadline_.cancel();
  if (answer_.failure)
    answer_.rows.reset();
  else
    pause_ = pause_min;
  const OnAnswer on_answer = std::exchange(on_answer_, nullptr);
  on_answer(std::exchange(answer_, {}));
}

void Database::lose(std::string_view why) {
  log(name_ + ": " + std::string(without_line_end(why)));
  if (state_ == State::ready) ++metrics_.database_losses;
  close();
  state_ = State::down;
  timer_.expires_after(pause_);
  pause_ = std::min(2 * pause_, pause_max);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) connect();
  });
  if (const OnAnswer on_answer = std::exchange(on_answer_, nullptr))
    on_answer({std::nullopt, Failure{}});
}

}  // namespace socle::stream
