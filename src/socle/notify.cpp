#include "socle/notify.hpp"

#include "socle/notification_templates.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<Uuid> read_locale{
    "select locale from {schema}.profiles where id = $1"};

constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::Json>
    insert_notification{
        "insert into {schema}.notifications (user_id, type, title, message, data)"
        " values ($1, $2::{schema}.notification_type, $3, $4, $5)"};

pg::Json describe(std::string_view key, std::span<const notifications::Parameter> parameters,
                  const std::optional<Uuid>& request) {
  std::string json = R"({"template":)";
  append_json_string(json, key);
  if (request) json += R"(,"request_id":")" + to_string(*request) + '"';
  json += R"(,"parameters":{)";
  for (const notifications::Parameter& parameter : parameters) {
    if (json.back() != '{') json += ',';
    append_json_string(json, parameter.name);
    json += ':';
    append_json_string(json, parameter.value);
  }
  return {json + "}}"};
}

}  // namespace

std::string locale_of(pg::Spi& spi, pg::Schema system, const Uuid& person) {
  const auto row = spi.row<std::string>(read_locale, system, person);
  return row ? std::get<0>(*row) : "fr";
}

void notify(pg::Spi& spi, pg::Schema system, const Uuid& person, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request) {
  const Wording text = compose(spi, system, key, locale_of(spi, system, person), parameters);
  spi.run(insert_notification, system, person, text.type, text.title, text.message,
          describe(key, parameters, request));
}

}  // namespace socle
