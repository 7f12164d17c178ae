#include "stream/checks.hpp"

#include <string_view>

namespace socle::stream {
namespace {

// The functions of the system are found by the search_path, as for a client of PostgREST.
constexpr char prepare_session[] =
    "select set_config('search_path', $1, false), set_config('timezone', 'UTC', false),"
    " set_config('default_transaction_read_only', 'on', false),"
    " set_config('statement_timeout', '5s', false)";
// What PostgREST does before a request. It counts as a read of this person's.
constexpr char become_person[] =
    "select set_config('role', 'authenticated', true),"
    " set_config('request.jwt.claims', $1, true), set_config('request.method', 'GET', true),"
    " set_config('request.path', '/rpc/events_fetch', true)";
constexpr char pre_request[] = "select socle.pre_request()";
constexpr char ask_position[] = "select array_to_string(may_follow($1), ','), events_position()";
// One row at least, for the topics. What was lost since this statement began is refused by
// events_fetch() itself.
constexpr char ask_events[] =
    "with allowed as materialized (select may_follow($1) as topics)"
    " select case when e.id is null or e.ordinality = 1 then array_to_string(allowed.topics, ',')"
    " end, e.id, e.at, e.topic, e.kind, e.entity, e.entity_id, e.payload"
    " from allowed left join lateral"
    " rows from (events_fetch($2, allowed.topics, $3)) with ordinality as e on true"
    " order by e.ordinality";

// As an array of PostgreSQL; topics have neither quotes nor backslashes.
std::string array_of(const std::vector<std::string>& topics) {
  std::string text = "{";
  for (const std::string& topic : topics) {
    if (text.size() > 1) text += ',';
    text += '"' + topic + '"';
  }
  return text + '}';
}

std::vector<std::string> read_list(std::string_view text) {
  std::vector<std::string> topics;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    topics.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return topics;
}

}  // namespace

Checks::Checks(boost::asio::io_context& io, const Settings& settings, Metrics& metrics)
    : database_(io, "checks", settings.database, metrics),
      system_(settings.system),
      metrics_(metrics) {
  database_.on_connected = [this] { begin(); };
  database_.on_notified = [](std::string_view) {};
}

void Checks::start() { database_.start(); }

void Checks::stop() {
  waiting_.clear();
  database_.stop();
}

void Checks::begin() {
  is_prepared_ = false;
  database_.run({{prepare_session, {system_}}}, [this](Answer answer) {
    if (answer.failure) return;
    is_prepared_ = true;
    next();
  });
}

void Checks::ask(std::weak_ptr<void> asker, Question question, OnVerdict on_verdict) {
  waiting_.push_back({std::move(asker), std::move(question), std::move(on_verdict)});
  next();
}

void Checks::next() {
  if (!is_prepared_ || !database_.is_free()) return;
  while (!waiting_.empty() && waiting_.front().asker.expired()) waiting_.pop_front();
  if (waiting_.empty()) return;
  const Question& question = waiting_.front().question;
  std::vector<Statement> statements{{become_person, {question.claims}}, {pre_request, {}}};
  if (question.after)
    statements.push_back({ask_events,
                          {array_of(question.topics), std::to_string(*question.after),
                           std::to_string(question.batch)}});
  else
    statements.push_back({ask_position, {array_of(question.topics)}});
  ++metrics_.checks;
  database_.run(std::move(statements), [this](Answer answer) { take_answer(std::move(answer)); });
}

void Checks::take_answer(Answer answer) {
  // The connection broke: asked again on the next one.
  if (answer.failure && answer.failure->sqlstate.empty()) {
    is_prepared_ = false;
    return;
  }
  const Waiting asked = std::move(waiting_.front());
  waiting_.pop_front();
  Verdict verdict;
  verdict.failure = std::move(answer.failure);
  if (answer.rows && asked.question.after)
    read_events(*answer.rows, asked.question.batch, verdict);
  else if (answer.rows)
    read_position(*answer.rows, verdict);
  if (!asked.asker.expired()) asked.on_verdict(std::move(verdict));
  next();
}

void Checks::read_position(const Rows& rows, Verdict& verdict) const {
  verdict.topics = read_list(rows.text(0, 0));
  verdict.position = rows.number(0, 1);
}

void Checks::read_events(const Rows& rows, std::size_t batch, Verdict& verdict) const {
  verdict.topics = read_list(rows.text(0, 0));
  for (int row = 0; row < rows.size() && rows.text(row, 1) != nullptr; ++row)
    verdict.events.push_back(
        make_event({rows.number(row, 1), rows.text(row, 2),
                    rows.text(row, 3) != nullptr ? rows.text(row, 3) : "", rows.text(row, 4),
                    rows.text(row, 5), rows.text(row, 6), rows.text(row, 7)},
                   std::nullopt, true));
  verdict.is_all = verdict.events.size() < batch;
}

}  // namespace socle::stream
