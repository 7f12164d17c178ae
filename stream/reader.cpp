#include "stream/reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "domain/json.hpp"
#include "stream/hub.hpp"
#include "stream/log.hpp"
#include "stream/responses.hpp"

namespace socle::stream {
namespace {

// More of what is new is not kept while it asks; then it asks once more instead.
constexpr std::size_t pending_max = 500;
constexpr std::chrono::seconds answer_time_max{10};
constexpr int races_max = 5;

Frame framed(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// The SQLSTATE whose MESSAGE is the whole answer, as PostgREST has it.
constexpr std::string_view whole_answer = "PGRST";
constexpr int too_many_requests = 429;

// 401 of PT401; 0 for what is no answer to a client.
int status_of(const Failure& failure) {
  if (failure.sqlstate.starts_with("PT")) return std::atoi(failure.sqlstate.c_str() + 2);
  if (failure.sqlstate != whole_answer) return 0;
  const auto detail = json::read(failure.detail);
  const json::Value* const status = detail ? detail->find("status") : nullptr;
  return status != nullptr ? static_cast<int>(status->integer) : 0;
}

std::string body_of(const Failure& failure) {
  if (failure.sqlstate == whole_answer) return failure.message;
  return error_body(failure.sqlstate, failure.message, failure.detail, failure.hint);
}

}  // namespace

Reader::Reader(Following following, std::shared_ptr<Channel> channel, Hub& hub)
    : following_(std::move(following)),
      channel_(std::move(channel)),
      hub_(hub),
      cursor_(following_.cursor),
      started_at_(Clock::now()),
      beat_at_(started_at_ + hub.settings().heartbeat) {}

void Reader::start() {
  hub_.join(shared_from_this());
  channel_->on_closed = [self = shared_from_this()](Ending ending) {
    self->state_ = State::ended;
    self->hub_.leave(self, ending);
  };
  channel_->on_drained = [self = this] { self->drained(); };
  channel_->start();
  ask();
}

// All that came until now will be in the answer.
void Reader::ask() {
  is_again_ = false;
  is_paused_ = false;
  pending_.clear();
  hub_.checks().ask(weak_from_this(),
                    {following_.token.payload, following_.topics, cursor_, batch_},
                    [this](Verdict verdict) { take(std::move(verdict)); });
}

void Reader::take(Verdict verdict) {
  if (state_ == State::ended || !channel_->is_open()) return;
  if (verdict.failure) return fail(*verdict.failure);
  races_ = 0;
  if (state_ == State::starting) begin_stream(verdict);
  keep_topics(verdict.topics);
  if (!cursor_) cursor_ = verdict.position;
  const bool has_all = deliver_all(verdict.events);
  if (verdict.is_all && has_all && !is_again_) return go_live();
  // A slow client does not make us fetch more than it takes; what it could not take is fetched
  // again rather than kept.
  is_paused_ = !channel_->is_drained();
  if (!is_paused_) ask();
}

// False if the client could not take all; then fewer are asked for the next time.
bool Reader::deliver_all(const std::vector<SharedEvent>& events) {
  std::size_t delivered = 0;
  while (delivered < events.size() && deliver(events[delivered])) ++delivered;
  const bool has_all = delivered == events.size();
  batch_ = std::clamp<std::size_t>(2 * (has_all ? batch_ : delivered), 2, batch_max);
  return has_all;
}

void Reader::drained() {
  if (is_paused_ && state_ == State::asking) ask();
}

void Reader::begin_stream(const Verdict& verdict) {
  state_ = State::asking;
  ++hub_.metrics().readers_started;
  channel_->send(framed(stream_head(following_.cors)));
  channel_->send(
      ready_frame(cursor_.value_or(verdict.position), verdict.topics, hub_.settings().retry));
}

void Reader::keep_topics(const std::vector<std::string>& allowed) {
  const auto is_lost = [&](const std::string& topic) {
    return std::ranges::find(allowed, topic) == allowed.end();
  };
  for (const std::string& topic : following_.topics) {
    if (!is_lost(topic)) continue;
    hub_.unfollow(*this, topic);
    ++hub_.metrics().topics_revoked;
    channel_->send(revoked_frame(topic));
  }
  std::erase_if(following_.topics, is_lost);
}

void Reader::go_live() {
  state_ = State::live;
  for (const SharedEvent& event : std::exchange(pending_, {}))
    if (is_followed(*event)) offer(event);
}

bool Reader::is_followed(const Event& event) const {
  return event.recipient ||
         std::ranges::find(following_.topics, event.topic) != following_.topics.end();
}

// False if too much waits for the client already.
bool Reader::deliver(const SharedEvent& event) {
  if (!channel_->has_room(event->frame->size())) return false;
  cursor_ = event->id;
  ++(event->kind == EventKind::reset ? hub_.metrics().resets_sent : hub_.metrics().events_sent);
  channel_->send(event->frame);
  return true;
}

void Reader::offer(const SharedEvent& event) {
  // One that is paused will ask for what it misses.
  if (state_ == State::ended || is_paused_) return;
  const bool is_change = event->kind == EventKind::access;
  if (state_ == State::live && !is_change) {
    if (event->id <= *cursor_ || deliver(event)) return;
    ++hub_.metrics().readers_behind;
    state_ = State::asking;
    is_paused_ = true;
    return;
  }
  if (state_ == State::live) {
    // All before it has been said.
    state_ = State::asking;
    cursor_ = std::max(*cursor_, event->id - 1);
    return ask();
  }
  if (is_change || pending_.size() >= pending_max) {
    is_again_ = true;
    pending_.clear();
  }
  if (!is_change) pending_.push_back(event);
}

void Reader::reset(std::int64_t position) {
  // One that asks is told by the answer, or asks again from a cursor that is refused.
  if (state_ != State::live) {
    is_again_ = true;
    return;
  }
  cursor_ = position;
  ++hub_.metrics().resets_sent;
  channel_->send(reset_frame(position));
}

void Reader::tick(Clock::time_point now, std::int64_t unix_seconds) {
  if (state_ == State::ended) return;
  if (channel_->is_stalled_since(now - hub_.settings().write_timeout))
    return channel_->close(Ending::slow);
  if (state_ == State::starting) {
    if (now - started_at_ > answer_time_max)
      refuse(503, refusal_response(Refusal(gateway_unavailable), following_.cors));
    return;
  }
  if (*following_.token.claims.expires_at <= unix_seconds)
    return end(Ending::token_expired, R"({"error":"token_expired"})");
  if (now < beat_at_ || !channel_->is_drained()) return;
  beat_at_ = now + hub_.settings().heartbeat;
  const bool has_heard_all = state_ == State::live;
  if (has_heard_all) cursor_ = std::max(*cursor_, hub_.feed().position().value_or(0));
  channel_->send(heartbeat_frame(has_heard_all ? cursor_ : std::nullopt));
}

void Reader::stop(std::chrono::milliseconds retry) {
  if (state_ == State::ended) return;
  if (state_ == State::starting)
    return refuse(503, refusal_response(Refusal(gateway_unavailable), following_.cors));
  channel_->send(stop_frame(retry));
  state_ = State::ended;
  channel_->finish(Ending::stopped);
}

void Reader::fail(const Failure& failure) {
  const int status = status_of(failure);
  // A topic was lost between two looks of one statement.
  if (status == 404 && ++races_ <= races_max) return ask();
  if (status == 0) log("checks: " + failure.sqlstate + ' ' + failure.message);
  if (state_ == State::starting && status == 0)
    return refuse(503, refusal_response(Refusal(gateway_unavailable), following_.cors));
  if (state_ == State::starting)
    return refuse(status, error_response(status, body_of(failure), following_.cors));
  // Without a reason the browser comes back by itself, and goes on where it was.
  if (status == 0 || status == too_many_requests) return channel_->finish(Ending::refused);
  end(Ending::refused, json::read(failure.detail) ? failure.detail : R"({"error":"not_allowed"})");
}

void Reader::refuse(int status, const std::string& text) {
  state_ = State::ended;
  if (status >= 400) ++hub_.metrics().requests_refused;
  channel_->send(framed(text));
  channel_->finish(Ending::refused);
}

void Reader::end(Ending ending, std::string_view reason) {
  state_ = State::ended;
  channel_->send(end_frame(reason));
  channel_->finish(ending);
}

}  // namespace socle::stream
