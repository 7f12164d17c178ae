#include "socle/notify.hpp"

#include "socle/deliveries.hpp"
#include "socle/notification_templates.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<Uuid> read_reader{
    "select locale, exists (select from {schema}.channel_preferences"
    "                       where user_id = $1 and is_wanted)"
    " from {schema}.profiles where id = $1"};

constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::Json>
    insert_notification{
        "insert into {schema}.notifications (user_id, type, title, message, data)"
        " values ($1, $2::{schema}.notification_type, $3, $4, $5) returning id"};

constinit pg::SchemaStatement<> list_admins{
    "select id from {schema}.profiles where role = 'admin' and is_active order by id"};

struct Reader {
  std::string locale = "fr";
  bool wants_more = false;  // than what the types say
};

Reader reader_of(pg::Spi& spi, pg::Schema system, const Uuid& person) {
  const auto row = spi.row<std::string, bool>(read_reader, system, person);
  return row ? std::make_from_tuple<Reader>(*row) : Reader();
}

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
  return reader_of(spi, system, person).locale;
}

void notify(pg::Spi& spi, pg::Schema system, const Uuid& person, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request) {
  const Reader reader = reader_of(spi, system, person);
  const Wording text = compose(spi, system, key, reader.locale, parameters);
  const auto row = spi.row<std::int64_t>(insert_notification, system, person, text.type, text.title,
                                         text.message, describe(key, parameters, request));
  const std::int64_t ids[] = {std::get<0>(row.value())};
  // Most are for the app only.
  if (text.has_channels || reader.wants_more) deliver(spi, system, key, ids);
}

void notify_admins(pg::Spi& spi, pg::Schema system, std::string_view key,
                   std::span<const notifications::Parameter> parameters) {
  for (const auto& [admin] : spi.rows<Uuid>(list_admins, system))
    notify(spi, system, admin, key, parameters, std::nullopt);
}

}  // namespace socle
