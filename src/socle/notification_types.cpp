// What admins change of the types of notifications and their words, and the checks of both.
#include "domain/errors/catalogue.hpp"
#include "domain/notifications/channels.hpp"
#include "domain/notifications/types.hpp"
#include "domain/notifications/variables.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/notification_templates.hpp"

namespace socle {

namespace {

using Text = std::string;
using Texts = std::vector<std::string>;
using OptionalText = std::optional<std::string>;

constinit pg::SchemaStatement<Text> hold_variables{
    "select variables from {schema}.notification_types where key = $1 for share"};
constinit pg::SchemaStatement<Text> read_variables_of{
    "select variables from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Text> read_texts{
    "select locale, title, message from {schema}.notification_templates where key = $1"
    " order by locale"};
constinit pg::SchemaStatement<Text, Text, Text, pg::Json> store_type{
    "insert into {schema}.notification_types"
    "   (key, type, description, variables)"
    " values ($1, $2::{schema}.notification_type, $3, $4)"
    " on conflict (key) do update set type = excluded.type,"
    "   description = excluded.description, variables = excluded.variables, is_custom = true"};
constinit pg::SchemaStatement<Text, Texts, bool, std::int32_t> store_channels{
    "update {schema}.notification_types set channels = $2, is_critical = $3,"
    "   digest_minutes = $4, is_custom = true where key = $1"};
constinit pg::SchemaStatement<Text, Text, Text, Text> store_template{
    "insert into {schema}.notification_templates (key, locale, title, message)"
    " values ($1, $2, $3, $4)"
    " on conflict (key, locale) do update set title = excluded.title,"
    "   message = excluded.message, is_custom = true"};

template <class T>
const T& required(const std::optional<T>& value, std::string_view field) {
  if (!value) throw pg::Refused(Refusal(errors::missing_value).with("field", field));
  return *value;
}

[[noreturn]] void refuse_missing(std::string_view key) {
  throw pg::Refused(Refusal(errors::not_found).with("entity", "notification_type").with("id", key));
}

void require_admin(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system && !caller.access.is_admin())
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["admin","system"])"));
}

void stamp(pg::Row& row) {
  row.set("updated_by", uid());
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

void check_type(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  const auto variables =
      pg::value_or_raise(notifications::read_variables(row.get<Text>("variables")));
  if (trigger.is_update()) {
    pg::Spi spi;
    for (const auto& [locale, title, message] :
         spi.rows<Text, Text, Text>(read_texts, trigger.schema(), row.get<Text>("key")))
      pg::check(notifications::check_template(title, message, variables));
  }
  stamp(row);
}

void check_template(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  const Text key = row.get<Text>("key");
  {
    pg::Spi spi;
    const auto held = spi.row<pg::Json>(hold_variables, trigger.schema(), key);
    if (!held) refuse_missing(key);
    pg::check(notifications::check_template(
        row.get<Text>("title"), row.get<Text>("message"),
        pg::value_or_raise(notifications::read_variables(std::get<0>(*held).text))));
  }
  stamp(row);
}

void set_type(pg::Schema system, const OptionalText& key, const OptionalText& type,
              const OptionalText& description, const std::optional<pg::Json>& variables) {
  require_admin(system);
  pg::check(notifications::check_type(required(key, "key"), required(type, "type"),
                                      required(description, "description")));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi().run(store_type, system, *key, *type, *description, required(variables, "variables"));
}

void set_template(pg::Schema system, const OptionalText& key, const OptionalText& locale,
                  const OptionalText& title, const OptionalText& message) {
  require_admin(system);
  pg::check(notifications::check_locale(required(locale, "locale")));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi().run(store_template, system, required(key, "key"), *locale, required(title, "title"),
                required(message, "message"));
}

void set_channels(pg::Schema system, const OptionalText& key, const std::optional<Texts>& channels,
                  const std::optional<bool>& is_critical,
                  const std::optional<std::int32_t>& digest_minutes) {
  require_admin(system);
  pg::value_or_raise(notifications::read_channels(required(channels, "channels")));
  pg::check(notifications::check_digest(required(digest_minutes, "digest_minutes")));
  if (required(is_critical, "is_critical") && *digest_minutes > 0)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "digest_minutes")
                          .with("reason", "what is critical does not wait"));
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(store_channels, system, required(key, "key"), *channels, *is_critical,
                    *digest_minutes) == 0)
    refuse_missing(*key);
}

pg::Json preview(pg::Schema system, const OptionalText& key, const std::optional<pg::Json>& data,
                 const OptionalText& locale) {
  require_staff(system);
  const Text& name = required(key, "key");
  const Text& wanted = required(locale, "locale");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<pg::Json>(read_variables_of, system, name);
  if (!row) refuse_missing(name);
  const auto variables = pg::value_or_raise(notifications::read_variables(std::get<0>(*row).text));
  const auto parameters =
      pg::value_or_raise(notifications::read_data(required(data, "data").text, variables, wanted));
  const Wording text = compose(system, name, wanted, parameters);
  Text json = R"({"title":)";
  append_json_string(json, text.title);
  json += R"(,"message":)";
  append_json_string(json, text.message);
  return {json + '}'};
}

}  // namespace

}  // namespace socle

SOCLE_TRIGGER(socle_check_notification_type, socle::check_type);
SOCLE_TRIGGER(socle_check_notification_template, socle::check_template);
SOCLE_EXPORT(socle_set_notification_type, socle::set_type);
SOCLE_EXPORT(socle_set_notification_template, socle::set_template);
SOCLE_EXPORT(socle_set_notification_channels, socle::set_channels);
SOCLE_EXPORT(socle_preview_notification, socle::preview);
