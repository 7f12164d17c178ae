// Refusals as values. The domain never throws for a broken rule: it returns a Refusal that names
// one row of the error catalogue and carries the facts. The entry points turn it into an error
// report.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace socle {

// One row of the catalogue (`socle.errors`). `sqlstate` is PTxyz where PostgREST must answer with
// HTTP status xyz; the message is a stable lower-case sentence, the hint says what to do.
struct ErrorDefinition {
  std::string_view name;
  std::string_view sqlstate;
  int status;
  std::string_view message;
  std::string_view message_fr;
  std::string_view hint;
  std::string_view hint_fr;
};

// Appends `text` to `json` as a quoted JSON string.
void append_json_string(std::string& json, std::string_view text);

// The same as the next element of the array that `json` ends in and that is not closed yet.
void append_json_element(std::string& json, std::string_view text);

// A rule that was broken: which one, and the facts as members of a JSON object.
class Refusal {
 public:
  explicit Refusal(const ErrorDefinition& definition) : definition_(&definition) {}

  Refusal&& with(std::string_view member, std::string_view text) && {
    name(member);
    append_json_string(members_, text);
    return std::move(*this);
  }
  Refusal&& with(std::string_view member, const char* text) && {
    return std::move(*this).with(member, std::string_view(text));
  }
  Refusal&& with(std::string_view member, std::integral auto number) && {
    name(member);
    members_ += std::to_string(number);
    return std::move(*this);
  }
  // Adds an array of texts.
  Refusal&& with_texts(std::string_view member, std::span<const std::string_view> texts) &&;
  // Adds a member whose value is already JSON.
  Refusal&& with_json(std::string_view member, std::string_view json) && {
    name(member);
    members_ += json;
    return std::move(*this);
  }

  const ErrorDefinition& definition() const { return *definition_; }

  // The facts as members of a JSON object, each behind a comma: ,"balance":1200
  std::string_view members() const { return members_; }

  // {"error":"insufficient_funds","balance":1200,"required":5000}
  std::string detail() const;

 private:
  void name(std::string_view member) {
    members_ += ',';
    append_json_string(members_, member);
    members_ += ':';
  }

  const ErrorDefinition* definition_;
  std::string members_;
};

// A value, or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Refusal refusal) : state_(std::in_place_index<1>, std::move(refusal)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return std::get<0>(state_); }
  // By value, so that `for (x : f().value())` does not dangle.
  T value() && { return std::get<0>(std::move(state_)); }
  const Refusal& refusal() const { return std::get<1>(state_); }

 private:
  std::variant<T, Refusal> state_;
};

// The result of a check: fine, or the rule that was broken.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Refusal refusal) : refusal_(std::move(refusal)) {}

  bool ok() const { return !refusal_; }
  explicit operator bool() const { return ok(); }
  const Refusal& refusal() const { return *refusal_; }

 private:
  std::optional<Refusal> refusal_;
};

using Check = Result<void>;

}  // namespace socle
