#include "stream/server.hpp"

#include <csignal>

#include "stream/log.hpp"

namespace socle::stream {
namespace {

constexpr std::chrono::milliseconds pause_after_failure{100};
// That are read or answered at the same time; each may need some 50 kB.
constexpr std::size_t requests_max = 2000;

}  // namespace

Server::Server(boost::asio::io_context& io, Gateway& gateway)
    : io_(io),
      gateway_(gateway),
      acceptor_(io),
      pause_(io),
      signals_(io, SIGTERM, SIGINT, SIGHUP) {}

bool Server::listen() {
  const Settings& settings = gateway_.settings;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(settings.address, error);
  const boost::asio::ip::tcp::endpoint endpoint(address, settings.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(boost::asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    log("cannot listen at " + settings.address + ':' + std::to_string(settings.port) + ": " +
        error.message());
    return false;
  }
  log("listening at " + settings.address + ':' + std::to_string(settings.port));
  accept();
  wait_for_signal();
  return true;
}

void Server::accept() {
  acceptor_.async_accept(
      [this](boost::system::error_code error, boost::asio::ip::tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) {
          // One too many is closed at once.
          if (gateway_.requests < requests_max)
            std::make_shared<Session>(std::move(socket), gateway_)->start();
          return accept();
        }
        // Such as no file descriptor left: those that have one go on.
        log("cannot accept: " + error.message());
        pause_.expires_after(pause_after_failure);
        pause_.async_wait([this](boost::system::error_code) { accept(); });
      });
}

void Server::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal != SIGHUP) return stop();
    if (gateway_.keys.read(gateway_.settings)) log("key files read anew");
    wait_for_signal();
  });
}

void Server::stop() {
  log("stopping");
  gateway_.is_stopping = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  gateway_.hub.stop([this] { io_.stop(); });
}

}  // namespace socle::stream
