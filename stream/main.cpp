// socle-stream: serves the event stream as Server-Sent Events. See docs/stream.md.
#include <sys/resource.h>

#include <csignal>

#include "stream/log.hpp"
#include "stream/server.hpp"

namespace {

// Each reader is an open file.
void allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main() {
  using namespace socle::stream;
  const auto settings = read_settings();
  if (!settings) return 2;
  allow_many_files();
  std::signal(SIGPIPE, SIG_IGN);
  boost::asio::io_context io(1);
  Metrics metrics;
  Keys keys;
  if (!keys.read(*settings)) return 2;
  Hub hub(io, *settings, metrics);
  Gateway gateway{*settings, keys, metrics, hub};
  Server server(io, gateway);
  if (!server.listen()) return 1;
  hub.start();
  io.run();
  return 0;
}
