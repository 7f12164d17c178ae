// Accepts connections.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "stream/session.hpp"

namespace socle::stream {

class Server {
 public:
  Server(boost::asio::io_context& io, Gateway& gateway);

  // Listens at the address of the settings; false, and says why, if that cannot be.
  bool listen();

 private:
  void accept();
  void wait_for_signal();
  void stop();

  boost::asio::io_context& io_;
  Gateway& gateway_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  boost::asio::signal_set signals_;
};

}  // namespace socle::stream
