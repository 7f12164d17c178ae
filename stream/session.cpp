#include "stream/session.hpp"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>

#include "stream/request.hpp"
#include "stream/responses.hpp"

namespace socle::stream {
namespace http = boost::beast::http;
namespace {

// A token of 8 KiB and a hundred topics, with room for what browsers add.
constexpr std::uint32_t header_bytes_max = 24 * 1024;
constexpr std::chrono::seconds request_time_max{10};
constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Session::Session(boost::asio::ip::tcp::socket socket, Gateway& gateway)
    : stream_(std::move(socket)), gateway_(gateway), buffer_(header_bytes_max) {
  parser_.header_limit(header_bytes_max);
  parser_.body_limit(0);
  ++gateway_.requests;
}

Session::~Session() { --gateway_.requests; }

void Session::start() {
  stream_.expires_after(request_time_max);
  http::async_read(
      stream_, buffer_, parser_,
      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (!error) return self->answer();
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
          return self->send(response(431, json_type, "{}"));
        // Who went away, or said nothing in time, gets no answer.
        if (error.category() == http::make_error_code(http::error::bad_target).category() &&
            error != http::error::end_of_stream)
          self->send(response(400, json_type, "{}"));
      });
}

// The lines that let a page of another origin read the answer, if it may.
std::string Session::cors() const {
  const auto& origins = gateway_.settings.origins;
  if (origins.empty()) return {};
  const std::string origin(view(parser_.get()[http::field::origin]));
  const bool is_open = std::ranges::find(origins, "*") != origins.end();
  if (is_open) return "Access-Control-Allow-Origin: *\r\n";
  std::string lines = "Vary: Origin\r\n";
  if (!origin.empty() && std::ranges::find(origins, origin) != origins.end())
    lines += "Access-Control-Allow-Origin: " + origin + "\r\n";
  return lines;
}

void Session::answer() {
  ++gateway_.metrics.requests;
  if (parser_.get().method() == http::verb::get) return answer_get();
  if (parser_.get().method() != http::verb::options) return refuse(Refusal(method_not_allowed));
  send(response(204, {}, {},
                cors() + "Access-Control-Allow-Methods: GET\r\n"
                         "Access-Control-Allow-Headers: authorization, last-event-id, "
                         "cache-control\r\nAccess-Control-Max-Age: 86400\r\n"));
}

void Session::answer_get() {
  const std::string_view path = path_of(view(parser_.get().target()));
  if (path == "/events") return answer_events();
  const Gauges gauges = gateway_.hub.gauges();
  if (path == "/metrics")
    return send(response(200, metrics_type, prometheus_text(gateway_.metrics, gauges)));
  if (path != "/health") return refuse(Refusal(no_such_path));
  const bool is_well =
      gauges.is_feed_connected && gauges.are_checks_connected && !gateway_.is_stopping;
  send(response(is_well ? 200 : 503, json_type,
                std::string(R"({"ok":)") + (is_well ? "true" : "false") + R"(,"readers":)" +
                    std::to_string(gauges.readers) + '}'));
}

void Session::answer_events() {
  const auto& request = parser_.get();
  auto asked =
      read_events_request({view(request.target()), view(request[http::field::authorization]),
                           view(request["Last-Event-ID"])});
  if (!asked) return refuse(asked.refusal());
  EventsRequest wanted = std::move(asked).value();
  auto verified = gateway_.keys.verify(wanted.token);
  if (!verified) return refuse(verified.refusal());
  if (gateway_.is_stopping) return refuse(Refusal(gateway_unavailable));
  if (gateway_.hub.is_full()) return refuse(Refusal(gateway_full));
  if (gateway_.hub.has_too_many(*verified.value().claims.subject))
    return refuse(
        Refusal(too_many_streams).with("maximum", gateway_.settings.readers_per_person_max));
  Following following{std::move(verified).value(), std::move(wanted.topics), wanted.cursor, cors()};
  stream_.expires_never();
  auto channel = std::make_shared<Channel>(stream_.release_socket(),
                                           gateway_.settings.buffer_bytes_max, gateway_.metrics);
  std::make_shared<Reader>(std::move(following), std::move(channel), gateway_.hub)->start();
}

void Session::refuse(const Refusal& refusal) { send(refusal_response(refusal, cors())); }

void Session::send(std::string text) {
  if (!text.starts_with("HTTP/1.1 2")) ++gateway_.metrics.requests_refused;
  text_ = std::move(text);
  if (parser_.get().method() == http::verb::head) text_.resize(text_.find("\r\n\r\n") + 4);
  stream_.expires_after(request_time_max);
  boost::asio::async_write(stream_, boost::asio::buffer(text_),
                           [self = shared_from_this()](boost::system::error_code, std::size_t) {
                             boost::system::error_code ignored;
                             self->stream_.socket().shutdown(
                                 boost::asio::socket_base::shutdown_send, ignored);
                           });
}

}  // namespace socle::stream
