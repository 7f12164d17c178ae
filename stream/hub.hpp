// Who follows what: hands each event to those whom it may concern.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <unordered_map>

#include "stream/checks.hpp"
#include "stream/feed.hpp"
#include "stream/reader.hpp"

namespace socle::stream {

class Hub {
 public:
  Hub(boost::asio::io_context& io, const Settings& settings, Metrics& metrics);

  void start();
  // Says good-bye to the readers; `on_stopped` is called when they are gone, or after a time.
  void stop(std::function<void()> on_stopped);

  const Settings& settings() const { return settings_; }
  Metrics& metrics() { return metrics_; }
  Checks& checks() { return checks_; }
  const Feed& feed() const { return feed_; }
  bool is_full() const { return readers_.size() >= settings_.readers_max; }
  bool has_too_many(const Uuid& person) const;
  Gauges gauges() const;
  // A time around the one that is set, so that not all come at once.
  std::chrono::milliseconds some_retry();

  void join(const std::shared_ptr<Reader>& reader);
  void leave(const std::shared_ptr<Reader>& reader, Ending ending);
  void unfollow(Reader& reader, const std::string& topic);

 private:
  void dispatch(const SharedEvent& event);
  void reset_all(std::int64_t position);
  void tick();
  void finish_stop();

  const Settings& settings_;
  Metrics& metrics_;
  Feed feed_;
  Checks checks_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer stop_timer_;
  std::set<std::shared_ptr<Reader>> readers_;
  std::unordered_map<std::string, std::set<Reader*>> by_topic_;
  std::map<Uuid, std::set<Reader*>> by_person_;
  std::function<void()> on_stopped_;
  std::minstd_rand random_;
};

}  // namespace socle::stream
