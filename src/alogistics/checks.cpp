#include "alogistics/checks.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"

namespace socle::alogistics {

void refuse_value(std::string_view field, std::string_view reason) {
  throw pg::Refused(Refusal(errors::invalid_value).with("field", field).with("reason", reason));
}

void refuse_too_long(std::string_view field, std::ptrdiff_t characters_max) {
  throw pg::Refused(Refusal(errors::invalid_value)
                        .with("field", field)
                        .with("reason", "too long")
                        .with("characters_max", characters_max));
}

void refuse_missing(std::string_view entity, std::string_view id) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", entity).with("id", id));
}

void refuse_missing(std::string_view entity, const Uuid& id) {
  refuse_missing(entity, std::string_view(to_string(id)));
}

void refuse_missing(std::string_view entity, std::int64_t id) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", entity).with("id", id));
}

void check_given(const pg::Row& row, const char* field) {
  if (row.is_null(field)) throw pg::Refused(Refusal(errors::missing_value).with("field", field));
}

void check_range(const pg::Row& row, const char* field, double least, double most) {
  const auto value = row.get<std::optional<double>>(field);
  // NaN compares false with everything.
  if (value && !(*value >= least && *value <= most)) refuse_value(field, "out of range");
}

void check_length(const pg::Row& row, const char* field, std::ptrdiff_t least,
                  std::ptrdiff_t most) {
  const auto text = row.get<std::optional<std::string>>(field);
  if (!text) return;
  const std::ptrdiff_t characters = character_count(*text);
  if (characters < least)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", field)
                          .with("reason", "too short")
                          .with("characters_min", least));
  if (characters > most) refuse_too_long(field, most);
}

}  // namespace socle::alogistics
