// Enumerations and the words they are stored as: each word stands at the position of its
// enumerator.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

namespace socle {

using Words = std::span<const std::string_view>;

template <class Enum>
std::string_view word_of(Words words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

template <class Enum>
std::optional<Enum> find_word(Words words, std::string_view text) {
  const auto word = std::find(words.begin(), words.end(), text);
  if (word == words.end()) return std::nullopt;
  return static_cast<Enum>(word - words.begin());
}

}  // namespace socle
