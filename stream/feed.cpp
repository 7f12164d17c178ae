#include "stream/feed.hpp"

namespace socle::stream {
namespace {

constexpr int batch = 200;
// For when nobody says that there is something: the worker of the database may be down.
constexpr std::chrono::seconds look_again{1};

constexpr char become_gateway[] =
    "select set_config('role', 'service_role', false), set_config('timezone', 'UTC', false)";
constexpr char listen[] = "listen socle_events";
constexpr char ask_position[] = "select oldest, newest from socle.stream_position()";
constexpr char fetch_name[] = "fetch_events";
constexpr char fetch_events[] =
    "select id, at, system, topic, recipient, kind, entity, entity_id, payload"
    " from socle.stream_fetch($1, $2)";

std::string reason(const Failure& failure) { return failure.sqlstate + ' ' + failure.message; }

}  // namespace

Feed::Feed(boost::asio::io_context& io, const Settings& settings, Metrics& metrics)
    : database_(io, "feed", settings.database, metrics),
      system_(settings.system),
      metrics_(metrics),
      timer_(io) {
  database_.on_connected = [this] { begin(); };
  database_.on_notified = [this](std::string_view) {
    has_news_ = true;
    fetch();
  };
}

void Feed::start() {
  database_.start();
  look_again_later();
}

void Feed::stop() {
  timer_.cancel();
  database_.stop();
}

void Feed::look_again_later() {
  timer_.expires_after(look_again);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    fetch();
    look_again_later();
  });
}

// Listens before it looks, so that nothing comes unheard between the two.
void Feed::begin() {
  database_.run({{become_gateway, {}},
                 {listen, {}},
                 {fetch_events, {}, fetch_name},
                 {ask_position, {}}},
                [this](Answer answer) {
                  if (answer.rows) return take_position(*answer.rows);
                  if (!answer.failure->sqlstate.empty()) database_.lose(reason(*answer.failure));
                });
}

void Feed::take_position(const Rows& rows) {
  const std::int64_t oldest = rows.number(0, 0);
  const std::int64_t newest = rows.number(0, 1);
  const bool is_gap = position_ && (*position_ < oldest - 1 || *position_ > newest);
  if (!position_ || is_gap) position_ = newest;
  if (is_gap) on_gap(newest);
  fetch();
}

void Feed::fetch() {
  if (!position_ || !database_.is_free()) return;
  has_news_ = false;
  database_.run({{nullptr, {std::to_string(*position_), std::to_string(batch)}, fetch_name}},
                [this](Answer answer) {
                  if (answer.rows) return take_events(*answer.rows);
                  if (!answer.failure->sqlstate.empty()) database_.lose(reason(*answer.failure));
                });
}

void Feed::take_events(const Rows& rows) {
  for (int row = 0; row < rows.size(); ++row) {
    const EventColumns columns{rows.number(row, 0), rows.text(row, 1), rows.text(row, 3),
                               rows.text(row, 5),   rows.text(row, 6), rows.text(row, 7),
                               rows.text(row, 8)};
    const char* const recipient = rows.text(row, 4);
    const SharedEvent event =
        make_event(columns, recipient != nullptr ? parse_uuid(recipient) : std::nullopt,
                   system_ == rows.text(row, 2));
    position_ = event->id;
    ++metrics_.events_read;
    on_event(event);
  }
  if (rows.size() == batch || has_news_) fetch();
}

}  // namespace socle::stream
