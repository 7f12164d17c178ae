// One connection, from its first byte until it is answered or has become a stream.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <string>

#include "stream/hub.hpp"
#include "stream/keys.hpp"

namespace socle::stream {

// What all connections share.
struct Gateway {
  const Settings& settings;
  Keys& keys;
  Metrics& metrics;
  Hub& hub;
  std::size_t requests = 0;  // that are not answered yet
  bool is_stopping = false;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, Gateway& gateway);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Reads the request and answers it.
  void start();

 private:
  void answer();
  void answer_get();
  void answer_events();
  std::string cors() const;
  void send(std::string text);
  void refuse(const Refusal& refusal);

  boost::beast::tcp_stream stream_;
  Gateway& gateway_;
  boost::beast::flat_buffer buffer_;
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  std::string text_;  // the answer
};

}  // namespace socle::stream
