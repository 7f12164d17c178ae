// The words of the notifications that the freight workflow sends, in French and English.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace socle::notifications {

// One text for one audience of one event: e.g. "request.validated.client".
struct Template {
  std::string_view key;
  std::string_view type;  // of the enum notification_type: request, payment, assignment …
  std::string_view title_fr, message_fr;
  std::string_view title_en, message_en;  // {name} stands for a parameter
  bool is_mailed = false;                 // also by e-mail, unless the person does not want it
  bool is_critical = false;               // nobody turns it off, and it does not wait
};

// Of several notifications in one mail or message: how many, the last title, and their texts.
inline constexpr std::string_view digest_key = "mail.digest";

struct Parameter {
  std::string_view name;
  std::string value;
};

std::span<const Template> templates();

// The texts with the values in place of {name}, in one pass: a value that looks like {name} stays
// as it is, and so does a name without a value.
std::string fill(std::string_view text, std::span<const Parameter> parameters);

}  // namespace socle::notifications
