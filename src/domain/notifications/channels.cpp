#include "domain/notifications/channels.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/words.hpp"

namespace socle::notifications {
namespace {

constexpr std::string_view names[] = {"email", "sms", "push"};
constexpr std::int32_t digest_minutes_min = 15;
constexpr std::int32_t digest_minutes_max = 24 * 60;

// What was said of the channel most narrowly, of that which says anything to the question.
template <class Says>
const Preference* narrowest(const TypeRules& type, Channel channel,
                            std::span<const Preference> preferences, const Says& says) {
  for (const std::string_view about :
       {std::string_view(type.key), std::string_view(type.subject), everything})
    for (const Preference& said : preferences)
      if (said.channel == channel && said.about == about && says(said)) return &said;
  return nullptr;
}

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
  const Preference* const said =
      narrowest(type, channel, preferences, [](const Preference&) { return true; });
  if (said != nullptr) return said->is_wanted;
  return std::find(type.channels.begin(), type.channels.end(), channel) != type.channels.end();
}

Check check_digest(std::int32_t minutes) {
  if (minutes == 0 || (minutes >= digest_minutes_min && minutes <= digest_minutes_max)) return {};
  return Refusal(errors::invalid_value)
      .with("field", "digest_minutes")
      .with("reason", "neither 0 nor from 15 to 1440");
}

std::int32_t digest_of(const TypeRules& type, Channel channel,
                       std::span<const Preference> preferences) {
  if (type.is_critical) return 0;
  const Preference* const said = narrowest(type, channel, preferences, [](const Preference& one) {
    return one.digest_minutes.has_value();
  });
  return said != nullptr ? *said->digest_minutes : type.digest_minutes;
}

}  // namespace socle::notifications
