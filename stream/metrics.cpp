#include "stream/metrics.hpp"

#include <unistd.h>

#include <cstdio>
#include <string_view>

namespace socle::stream {
namespace {

constexpr std::string_view ending_words[endings] = {"left", "slow", "token_expired", "refused",
                                                    "stopped"};

void describe(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
  text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  text.append(name).append(" ").append(type).append("\n");
}

void sample(std::string& text, std::string_view name, std::string_view labels,
            std::uint64_t value) {
  text.append(name).append(labels).append(" ").append(std::to_string(value)).append("\n");
}

void counter(std::string& text, std::string_view name, std::string_view help, std::uint64_t value) {
  describe(text, name, "counter", help);
  sample(text, name, "", value);
}

void gauge(std::string& text, std::string_view name, std::string_view help, std::uint64_t value) {
  describe(text, name, "gauge", help);
  sample(text, name, "", value);
}

std::uint64_t resident_bytes() {
  unsigned long pages = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  if (std::fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
  std::fclose(file);
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::string prometheus_text(const Metrics& metrics, const Gauges& gauges) {
  std::string text;
  gauge(text, "socle_stream_readers", "Clients that follow the stream.", gauges.readers);
  gauge(text, "socle_stream_topics", "Topics that somebody follows.", gauges.topics);
  gauge(text, "socle_stream_position", "Id of the last event that was read.",
        static_cast<std::uint64_t>(gauges.position));
  gauge(text, "socle_stream_checks_waiting", "Readers that wait for a look at their rights.",
        gauges.checks_waiting);
  describe(text, "socle_stream_database_up", "gauge", "Whether the connection stands.");
  sample(text, "socle_stream_database_up", R"({connection="feed"})", gauges.is_feed_connected);
  sample(text, "socle_stream_database_up", R"({connection="checks"})", gauges.are_checks_connected);
  counter(text, "socle_stream_database_losses_total", "Connections to the database that broke.",
          metrics.database_losses);
  counter(text, "socle_stream_requests_total", "Requests of all kinds.", metrics.requests);
  counter(text, "socle_stream_requests_refused_total", "Requests answered with an error.",
          metrics.requests_refused);
  counter(text, "socle_stream_readers_started_total", "Streams that began.",
          metrics.readers_started);
  describe(text, "socle_stream_readers_ended_total", "counter", "Streams that ended, by reason.");
  for (std::size_t i = 0; i < endings; ++i)
    sample(text, "socle_stream_readers_ended_total",
           R"({reason=")" + std::string(ending_words[i]) + R"("})", metrics.readers_ended[i]);
  counter(text, "socle_stream_readers_behind_total",
          "Times that more waited for a reader than may.", metrics.readers_behind);
  counter(text, "socle_stream_events_read_total", "Events read from the database.",
          metrics.events_read);
  counter(text, "socle_stream_events_sent_total", "Events sent, once for each reader.",
          metrics.events_sent);
  counter(text, "socle_stream_sent_bytes_total", "Bytes of streams that were sent.",
          metrics.bytes_sent);
  counter(text, "socle_stream_resets_total", "Readers that were told to start anew.",
          metrics.resets_sent);
  counter(text, "socle_stream_topics_revoked_total", "Topics that a reader may not follow.",
          metrics.topics_revoked);
  counter(text, "socle_stream_checks_total", "Looks at the rights of a reader.", metrics.checks);
  gauge(text, "process_resident_memory_bytes", "Memory of the gateway.", resident_bytes());
  return text;
}

}  // namespace socle::stream
