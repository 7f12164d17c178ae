// Writes frames to one client, which may be slow; says how much may wait for it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "stream/event.hpp"
#include "stream/metrics.hpp"

namespace socle::stream {

class Channel : public std::enable_shared_from_this<Channel> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Clock = std::chrono::steady_clock;

  Channel(Socket socket, std::size_t bytes_max, Metrics& metrics);

  // Called from the event loop, never from within a call of ours. After on_closed comes nothing.
  std::function<void(Ending)> on_closed;
  std::function<void()> on_drained;

  // Notices from now on when the client goes away.
  void start();
  // Whether this much more may wait. One frame may always, however long it is.
  bool has_room(std::size_t bytes) const {
    return waiting_.empty() || waiting_bytes_ + bytes <= bytes_max_;
  }
  // What is not small is sent where there is room only.
  void send(Frame frame);
  // Closes the connection once all has been sent.
  void finish(Ending ending);
  void close(Ending ending);
  bool is_open() const { return socket_.is_open(); }
  bool is_drained() const { return waiting_.empty(); }
  // Whether something has waited since before `moment` without any of it being taken.
  bool is_stalled_since(Clock::time_point moment) const {
    return !waiting_.empty() && moved_at_ < moment;
  }

 private:
  void write();
  void written(std::size_t bytes);
  void watch();

  Socket socket_;
  const std::size_t bytes_max_;
  Metrics& metrics_;
  std::deque<Frame> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t writing_ = 0;  // how many of the first ones are on their way
  Clock::time_point moved_at_;
  bool is_finishing_ = false;
  Ending ending_ = Ending::left;
};

}  // namespace socle::stream
