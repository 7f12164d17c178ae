// The one reader of the event stream: hears that there is something, fetches it, hands it on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "stream/database.hpp"
#include "stream/event.hpp"
#include "stream/settings.hpp"

namespace socle::stream {

class Feed {
 public:
  Feed(boost::asio::io_context& io, const Settings& settings, Metrics& metrics);

  // Events in their order, each once.
  std::function<void(const SharedEvent&)> on_event;
  // Events up to this position are missing.
  std::function<void(std::int64_t)> on_gap;

  void start();
  void stop();
  bool is_connected() const { return database_.is_connected(); }
  // All events up to it have been handed on; nothing before the first connection.
  std::optional<std::int64_t> position() const { return position_; }

 private:
  void begin();
  void take_position(const Rows& rows);
  void fetch();
  void take_events(const Rows& rows);
  void look_again_later();

  Database database_;
  const std::string system_;
  Metrics& metrics_;
  boost::asio::steady_timer timer_;
  std::optional<std::int64_t> position_;
  bool has_news_ = false;  // since the fetch that runs was sent
};

}  // namespace socle::stream
