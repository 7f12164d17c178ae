#include "stream/hub.hpp"

#include <utility>

namespace socle::stream {

Hub::Hub(boost::asio::io_context& io, const Settings& settings, Metrics& metrics)
    : settings_(settings),
      metrics_(metrics),
      feed_(io, settings, metrics),
      checks_(io, settings, metrics),
      timer_(io),
      stop_timer_(io),
      random_(std::random_device()()) {
  feed_.on_event = [this](const SharedEvent& event) { dispatch(event); };
  feed_.on_gap = [this](std::int64_t position) { reset_all(position); };
}

void Hub::start() {
  feed_.start();
  checks_.start();
  tick();
}

bool Hub::has_too_many(const Uuid& person) const {
  const auto found = by_person_.find(person);
  return found != by_person_.end() && found->second.size() >= settings_.readers_per_person_max;
}

Gauges Hub::gauges() const {
  Gauges gauges;
  gauges.readers = readers_.size();
  gauges.topics = by_topic_.size();
  gauges.checks_waiting = checks_.waiting();
  gauges.position = feed_.position().value_or(0);
  gauges.is_feed_connected = feed_.is_connected();
  gauges.are_checks_connected = checks_.is_connected();
  return gauges;
}

std::chrono::milliseconds Hub::some_retry() {
  const auto retry = settings_.retry.count();
  return std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(retry / 2, retry * 3 / 2)(random_));
}

void Hub::join(const std::shared_ptr<Reader>& reader) {
  readers_.insert(reader);
  by_person_[reader->person()].insert(reader.get());
  for (const std::string& topic : reader->topics()) by_topic_[topic].insert(reader.get());
}

void Hub::leave(const std::shared_ptr<Reader>& reader, Ending ending) {
  if (readers_.erase(reader) == 0) return;
  ++metrics_.readers_ended[static_cast<std::size_t>(ending)];
  const auto person = by_person_.find(reader->person());
  person->second.erase(reader.get());
  if (person->second.empty()) by_person_.erase(person);
  for (const std::string& topic : reader->topics()) unfollow(*reader, topic);
  if (on_stopped_ && readers_.empty()) finish_stop();
}

void Hub::unfollow(Reader& reader, const std::string& topic) {
  const auto found = by_topic_.find(topic);
  if (found == by_topic_.end()) return;
  found->second.erase(&reader);
  if (found->second.empty()) by_topic_.erase(found);
}

// Readers leave later, never while one of these loops runs: see Channel::on_closed.
void Hub::dispatch(const SharedEvent& event) {
  if (event->recipient) {
    const auto found = by_person_.find(*event->recipient);
    // That a session has ended is an event of the base, and counts for every system.
    if (found != by_person_.end() && (event->is_ours || event->kind == EventKind::access))
      for (Reader* const reader : found->second) reader->offer(event);
    return;
  }
  if (!event->is_ours) return;
  if (event->kind == EventKind::reset) return reset_all(event->id);
  const auto found = by_topic_.find(event->topic);
  if (found == by_topic_.end()) return;
  for (Reader* const reader : found->second) reader->offer(event);
}

void Hub::reset_all(std::int64_t position) {
  for (const std::shared_ptr<Reader>& reader : readers_) reader->reset(position);
}

void Hub::tick() {
  const auto now = Reader::Clock::now();
  const std::int64_t unix_seconds = std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count();
  for (const std::shared_ptr<Reader>& reader : readers_) reader->tick(now, unix_seconds);
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
}

void Hub::stop(std::function<void()> on_stopped) {
  on_stopped_ = std::move(on_stopped);
  for (const std::shared_ptr<Reader>& reader : readers_) reader->stop(some_retry());
  if (readers_.empty()) return finish_stop();
  stop_timer_.expires_after(settings_.stop_timeout);
  stop_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) finish_stop();
  });
}

void Hub::finish_stop() {
  timer_.cancel();
  stop_timer_.cancel();
  feed_.stop();
  checks_.stop();
  if (const auto stopped = std::exchange(on_stopped_, nullptr)) stopped();
}

}  // namespace socle::stream
