#include "socle/notify.hpp"

#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/transaction.hpp"
#include "socle/deliveries.hpp"
#include "socle/notification_templates.hpp"

namespace socle {

namespace {

// Not an array, of which the planner would have to look at each.
constinit pg::SchemaStatement<Uuid, Uuid> read_readers{
    "select p.id, p.locale, exists (select from {schema}.channel_preferences as c"
    "                               where c.user_id = p.id and c.is_wanted)"
    " from {schema}.profiles as p where p.id in ($1, $2)"};

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

}  // namespace

std::array<Reader, 2> readers_of(pg::Spi& spi, pg::Schema system, const Uuid& first,
                                 const std::optional<Uuid>& second) {
  std::array<Reader, 2> readers{Reader{first}, Reader{second.value_or(first)}};
  for (const auto& row : spi.rows<Uuid, std::string, bool>(read_readers, system, first, second))
    for (Reader& reader : readers)
      if (reader.id == std::get<0>(row)) reader = std::make_from_tuple<Reader>(row);
  return readers;
}

std::string locale_of(pg::Spi& spi, pg::Schema system, const Uuid& person) {
  return readers_of(spi, system, person, std::nullopt).front().locale;
}

void notify(pg::Spi& spi, pg::Schema system, const Uuid& person, std::string_view key,
            std::span<const notifications::Parameter> parameters,
            const std::optional<Uuid>& request) {
  notify(spi, system, readers_of(spi, system, person, std::nullopt).front(), key, parameters,
         request);
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
