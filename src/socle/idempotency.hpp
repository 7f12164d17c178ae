// A call that is repeated with the same key is answered again and not done again.
//
// The key is the argument, or the HTTP header Idempotency-Key. It belongs to the caller: keys of
// two people never meet. It is taken before anything else is locked. Of two calls at once the
// second waits for the first; a refusal or a rollback frees the key with everything else.
//
// While the call runs, a lock stands for its key; the row is written at the end, with the answer,
// and stands for it from then on: a transaction has as many keys as it likes.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "pg/function.hpp"
#include "pg/json_rows.hpp"
#include "pg/named_lock.hpp"

namespace socle::pg {
class OpenTable;
}

namespace socle {

// What a call was made with. Refers to its arguments, which must outlive it; only a call with a key
// writes them down.
template <class... A>
class Arguments {
 public:
  explicit Arguments(const A&... arguments) : arguments_(arguments...) {}

  // The arguments as a text in which no two lists of them are equal.
  std::string text() const {
    std::string text;
    std::apply([&](const A&... argument) { (add(text, argument), ...); }, arguments_);
    return text;
  }

 private:
  static void add(std::string& text, std::string_view part) {
    text += std::to_string(part.size()) + ':' + std::string(part);
  }
  static void add(std::string& text, const Uuid& id) { add(text, to_string(id)); }
  static void add(std::string& text, const pg::Numeric& number) { add(text, number.text); }
  static void add(std::string& text, const pg::Json& json) { add(text, json.text); }
  static void add(std::string& text, const pg::JsonDatum& json) {
    add(text, pg::Type<pg::Json>::read(json.datum));
  }
  static void add(std::string& text, pg::Timestamp time) {
    add(text, std::to_string(time.microseconds));
  }
  static void add(std::string& text, std::integral auto number) {
    add(text, std::to_string(number));
  }
  template <class T>
  static void add(std::string& text, const std::optional<T>& value) {
    if (value)
      add(text, *value);
    else
      text += '-';
  }

  std::tuple<const A&...> arguments_;
};

// One call of `operation`. While it lives, current_idempotency_key() is its key.
class Call {
 public:
  // Takes the key, if there is one. Refuses one that stands for another call
  // (`idempotency_key_reused`) or is malformed (`invalid_value`).
  template <class... A>
  Call(pg::Schema system, std::string_view operation, const std::optional<std::string>& key,
       const Arguments<A...>& arguments)
      : Call(system, key) {
    if (key_) take(operation, arguments.text());
  }
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // What was answered before, as JSON; nothing if the work is still to be done.
  const std::optional<std::string>& answer() const { return answer_; }
  const std::optional<std::string>& key() const { return key_; }
  void remember(const std::string& json);

 private:
  Call(pg::Schema system, const std::optional<std::string>& key);
  void take(std::string_view operation, const std::string& arguments);
  void require_free() const;
  bool find_answer(pg::OpenTable& keys);

  pg::Schema system_;
  std::optional<std::string> key_;
  std::string actor_;
  std::string operation_;
  std::string fingerprint_;
  std::optional<pg::NamedLock> lock_;  // while the call runs
  std::optional<std::string> answer_;
  const Call* outer_ = nullptr;
};

// The key of the call that is running; transfers note it.
const std::optional<std::string>& current_idempotency_key();

// Answers as JSON and back.
inline std::string answer_json(bool value) { return value ? "true" : "false"; }
inline std::string answer_json(std::int64_t value) { return std::to_string(value); }
inline std::string answer_json(const pg::Json& value) { return value.text; }
inline std::string answer_json(const Uuid& value) { return '"' + to_string(value) + '"'; }
template <class T>
T read_answer(const std::string& json);
template <>
bool read_answer<bool>(const std::string& json);
template <>
std::int64_t read_answer<std::int64_t>(const std::string& json);
template <>
pg::Json read_answer<pg::Json>(const std::string& json);
template <>
Uuid read_answer<Uuid>(const std::string& json);

// Does `work` once for this key, and returns what it returned, also to whoever asks again.
template <class... A, class F>
std::invoke_result_t<F&> once(pg::Schema system, std::string_view operation,
                              const std::optional<std::string>& key,
                              const Arguments<A...>& arguments, F&& work) {
  Call call(system, operation, key, arguments);
  if (call.answer()) return read_answer<std::invoke_result_t<F&>>(*call.answer());
  const auto result = work();
  call.remember(answer_json(result));
  return result;
}

}  // namespace socle
