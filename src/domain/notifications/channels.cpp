#include "domain/notifications/channels.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::notifications {
namespace {

constexpr std::string_view names[] = {"email", "sms", "push"};

}  // namespace

std::string_view name_of(Channel channel) { return word_of(names, channel); }

Result<Channel> read_channel(std::string_view field, std::string_view word) {
  if (const auto channel = find_word<Channel>(names, word)) return *channel;
  return Refusal(errors::invalid_value)
      .with("field", field)
      .with("reason", "unknown")
      .with_texts("known", names);
}

Result<std::vector<Channel>> read_channels(std::span<const std::string> words) {
  std::vector<Channel> read;
  for (const std::string& word : words) {
    const auto channel = read_channel("channels", word);
    if (!channel) return channel.refusal();
    read.push_back(channel.value());
  }
  return read;
}

bool is_locked(const TypeRules& type, Channel channel) {
  return type.is_critical &&
         std::find(type.channels.begin(), type.channels.end(), channel) != type.channels.end();
}

bool is_told(const TypeRules& type, Channel channel, std::span<const Preference> preferences) {
  if (is_locked(type, channel)) return true;
  for (const std::string_view about :
       {std::string_view(type.key), std::string_view(type.subject), everything})
    for (const Preference& said : preferences)
      if (said.channel == channel && said.about == about) return said.is_wanted;
  return std::find(type.channels.begin(), type.channels.end(), channel) != type.channels.end();
}

}  // namespace socle::notifications
