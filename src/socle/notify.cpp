#include "socle/notify.hpp"

#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/keyed_rows.hpp"
#include "pg/transaction.hpp"
#include "socle/deliveries.hpp"
#include "socle/notification_templates.hpp"

namespace socle {

namespace {

constexpr pg::ExpectedColumn locale_column[] = {{"locale", "text"}};
constinit pg::KeyedTable profiles{"profiles", "id", locale_column};
constexpr pg::ExpectedColumn wanted_column[] = {{"is_wanted", "bool"}};
constinit pg::KeyedTable preferences{"channel_preferences", "user_id", wanted_column};

// As extension/shared/notifications.sql makes it, and what its triggers of new rows call.
constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},
    {"user_id", "uuid"},
    {"type", "notification_type"},
    {"title", "text"},
    {"message", "text"},
    {"data", "jsonb"},
    {"is_read", "bool"},
    {"read_at", "timestamptz"},
    {"created_at", "timestamptz"},
    {"campaign_id", "uuid"},
    {"snoozed_until", "timestamptz"},
};
constexpr std::string_view called[] = {"socle_count_unread", "socle_capture_event"};
constexpr pg::DirectTable table{"notifications", columns, pg::checked_here, "", {}, called};

constinit pg::SchemaStatement<> list_admins{
    "select id from {schema}.profiles where role = 'admin' and is_active order by id"};

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

std::int64_t insert(pg::Schema system, const Uuid& person, const Wording& text,
                    const pg::Json& data) {
  pg::OpenTable notifications(system, table);
  const std::int64_t id = notifications.next_id();
  const pg::Timestamp now{pg::wall_time()};
  const NullableDatum row[] = {
      pg::write_datum(id),
      pg::write_datum(person),
      {pg::enum_value(system, "notification_type", text.type), false},
      pg::write_datum(text.title),
      pg::write_datum(text.message),
      pg::write_datum(data),
      pg::write_datum(false),
      pg::write_datum(std::optional<pg::Timestamp>()),
      pg::write_datum(now),
      pg::write_datum(std::optional<Uuid>()),
      pg::write_datum(std::optional<pg::Timestamp>()),
  };
  static_assert(std::size(row) == std::size(columns));
  notifications.insert(row);
  return id;
}

std::string read_locale(pg::Schema system, const Uuid& person) {
  pg::KeyedRows profile(system, profiles, person);
  return profile.next() ? profile.get<std::string>(0) : Reader().locale;
}

}  // namespace

Reader reader_of(pg::Schema system, const Uuid& person) {
  const pg::FreshSnapshot snapshot;
  Reader reader{person, read_locale(system, person)};
  pg::KeyedRows preference(system, preferences, person);
  while (!reader.wants_more && preference.next()) reader.wants_more = preference.get<bool>(0);
  return reader;
}

std::string locale_of(pg::Schema system, const Uuid& person) {
  const pg::FreshSnapshot snapshot;
  return read_locale(system, person);
}

void notify(pg::Spi& spi, pg::Schema system, const Uuid& person, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request) {
  notify(spi, system, reader_of(system, person), key, parameters, request);
}

void notify(pg::Spi& spi, pg::Schema system, const Reader& reader, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request) {
  const Wording text = compose(system, key, reader.locale, parameters);
  const std::int64_t ids[] = {insert(system, reader.id, text, describe(key, parameters, request))};
  // Most are for the app only.
  if (text.has_channels || reader.wants_more) deliver(spi, system, key, ids);
}

void notify_admins(pg::Spi& spi, pg::Schema system, std::string_view key,
                   std::span<const notifications::Parameter> parameters) {
  for (const auto& [admin] : spi.rows<Uuid>(list_admins, system))
    notify(spi, system, admin, key, parameters, std::nullopt);
}

}  // namespace socle
