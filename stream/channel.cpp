#include "stream/channel.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <vector>

namespace socle::stream {
namespace {

// How many frames are handed to the system at once.
constexpr std::size_t frames_per_write = 64;
// So that the system does not keep megabytes for a client that reads nothing.
constexpr int send_buffer_bytes = 64 * 1024;
constexpr std::size_t bytes_per_step = 64 * 1024;

}  // namespace

Channel::Channel(Socket socket, std::size_t bytes_max, Metrics& metrics)
    : socket_(std::move(socket)),
      bytes_max_(bytes_max),
      metrics_(metrics),
      moved_at_(Clock::now()) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::socket_base::send_buffer_size(send_buffer_bytes), ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Channel::start() { watch(); }

// A client has nothing more to say: whatever can be read is its end.
void Channel::watch() {
  socket_.async_wait(Socket::wait_read,
                     [self = shared_from_this()](boost::system::error_code error) {
                       if (error != boost::asio::error::operation_aborted)
                         self->close(Ending::left);
                     });
}

void Channel::send(Frame frame) {
  if (!is_open() || is_finishing_) return;
  if (waiting_.empty()) moved_at_ = Clock::now();
  waiting_bytes_ += frame->size();
  waiting_.push_back(std::move(frame));
  if (writing_ == 0) write();
}

void Channel::write() {
  writing_ = std::min(waiting_.size(), frames_per_write);
  std::vector<boost::asio::const_buffer> buffers;
  buffers.reserve(writing_);
  for (std::size_t i = 0; i < writing_; ++i) buffers.push_back(boost::asio::buffer(*waiting_[i]));
  const auto progress = [self = this](const boost::system::error_code& error, std::size_t) {
    // Each time the client has taken something.
    self->moved_at_ = Clock::now();
    return error ? 0 : bytes_per_step;
  };
  boost::asio::async_write(
      socket_, buffers, progress,
      [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
        if (error) return self->close(Ending::left);
        self->written(bytes);
      });
}

void Channel::written(std::size_t bytes) {
  metrics_.bytes_sent += bytes;
  waiting_bytes_ -= bytes;
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(writing_));
  writing_ = 0;
  if (!waiting_.empty()) return write();
  if (is_finishing_) return close(ending_);
  if (on_drained) on_drained();
}

void Channel::finish(Ending ending) {
  if (!is_open()) return;
  is_finishing_ = true;
  ending_ = ending;
  if (waiting_.empty()) close(ending);
}

void Channel::close(Ending ending) {
  if (!is_open()) return;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
  boost::asio::post(socket_.get_executor(), [self = shared_from_this(), ending] {
    self->on_drained = nullptr;
    if (const auto closed = std::exchange(self->on_closed, nullptr)) closed(ending);
  });
}

}  // namespace socle::stream
