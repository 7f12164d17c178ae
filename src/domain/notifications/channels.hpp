// By which channels a person is told besides in the app: the type's, unless the person said
// otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace socle::notifications {

enum class Channel { email, sms, push };
inline constexpr std::array channels = {Channel::email, Channel::sms, Channel::push};

std::string_view name_of(Channel channel);

// Refuses (`invalid_value`) what is none.
Result<Channel> read_channel(std::string_view field, std::string_view word);
Result<std::vector<Channel>> read_channels(std::span<const std::string> words);

// What a preference may be about besides the key of a type or a subject.
inline constexpr std::string_view everything = "all";

struct Preference {
  std::string about;  // the key of a type, a subject (payment, dispute …), or all
  Channel channel = Channel::email;
  bool is_wanted = false;
  std::optional<std::int32_t> digest_minutes = {};
};

struct TypeRules {
  std::string key;
  std::string subject;
  std::vector<Channel> channels;  // for who said nothing
  bool is_critical = false;
  std::int32_t digest_minutes = 0;  // for who said nothing of it; 0 for none
};

// True if nobody can turn the channel off for this type.
bool is_locked(const TypeRules& type, Channel channel);

// Whether a person who said `preferences` is told by the channel. What is said of the type counts
// before what is said of its subject, and that before what is said of all.
bool is_told(const TypeRules& type, Channel channel, std::span<const Preference> preferences);

// Refuses (`invalid_value`) what is neither none, which is 0, nor from 15 minutes to a day.
Check check_digest(std::int32_t minutes);

// How long notifications of the type are gathered until they go out in one mail or message; 0 where
// each goes by itself, as all that is critical does. What counts is as for is_told().
std::int32_t digest_of(const TypeRules& type, Channel channel,
                       std::span<const Preference> preferences);

}  // namespace socle::notifications
