#include "socle/notification_templates.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "domain/errors/catalogue.hpp"
#include "pg/table_memory.hpp"
#include "pg/trigger.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

using Texts = std::vector<std::string>;

constinit pg::SchemaStatement<std::string> read_texts{
    "select t.type::text, x.locale, x.title, x.message, t.channels <> '{}'"
    " from {schema}.notification_types as t"
    "   join {schema}.notification_templates as x on x.key = t.key"
    " where t.key = $1 order by x.locale"};

constinit pg::Statement<std::string> find_table{
    "select pg_catalog.to_regclass($1 || '.notification_templates') is not null"};
// Texts may name new variables: those are declared also where staff changed the type.
constinit pg::SchemaStatement<Texts, Texts, Texts, Texts, Texts, Texts> seed_types{R"(
  insert into {schema}.notification_types as t
    (key, type, description, variables, channels, is_critical, is_custom)
  select key, type::{schema}.notification_type, description, variables::jsonb,
    case when key = any($5) then array['email'] else '{}' end, key = any($6), false
  from unnest($1, $2, $3, $4) as s(key, type, description, variables)
  on conflict (key) do update set
    variables = t.variables || excluded.variables,
    type = case when t.is_custom then t.type else excluded.type end,
    description = case when t.is_custom then t.description else excluded.description end,
    channels = case when t.is_custom then t.channels else excluded.channels end,
    is_critical = case when t.is_custom then t.is_critical else excluded.is_critical end
  where not t.variables @> excluded.variables
     or not t.is_custom
        and (t.type, t.description, t.channels, t.is_critical)
            is distinct from (excluded.type, excluded.description, excluded.channels,
                              excluded.is_critical))"};
constinit pg::SchemaStatement<Texts, Texts, Texts, Texts> seed_templates{R"(
  insert into {schema}.notification_templates as t (key, locale, title, message, is_custom)
  select key, locale, title, message, false
  from unnest($1, $2, $3, $4) as s(key, locale, title, message)
  on conflict (key, locale) do update set title = excluded.title, message = excluded.message
  where not t.is_custom
    and (t.title, t.message) is distinct from (excluded.title, excluded.message))"};

// A type as it was read, with its words by locale.
struct Words {
  std::string locale, title, message;
};
struct Type {
  std::string type;
  bool has_channels = false;
  std::vector<Words> words;
};

// The table holds no longer keys.
constexpr std::size_t key_length_max = 100;
struct TypeKey {
  Oid schema = InvalidOid;
  std::array<char, key_length_max> name{};
  bool operator==(const TypeKey&) const = default;
};
constexpr const char* types_table = "notification_types";
// Not constinit, since a pointer that owns is none; but nothing that can fail runs at its start.
pg::TableMemory<TypeKey, std::shared_ptr<const Type>, 64> known_types;

void forget(Oid table) noexcept { known_types.forget(table); }

// Of either table: what is remembered comes from both.
void texts_changed(pg::Trigger& trigger) {
  pg::announce_change(pg::find_table(trigger.schema().oid, types_table));
}

// Null if there is no such type, or no words of it.
std::shared_ptr<const Type> find_type(pg::Schema system, std::string_view name) {
  if (name.size() > key_length_max) return nullptr;
  TypeKey key{system.oid};
  std::copy(name.begin(), name.end(), key.name.begin());
  if (const auto* const type = known_types.find(key)) return *type;
  const decltype(known_types)::Reading reading(known_types);
  pg::Spi spi(pg::Access::read);
  Type type;
  for (auto& [about, locale, title, message, has_channels] :
       spi.rows<std::string, std::string, std::string, std::string, bool>(read_texts, system,
                                                                          name)) {
    type.type = about;
    type.has_channels = has_channels;
    type.words.push_back({std::move(locale), std::move(title), std::move(message)});
  }
  if (type.words.empty()) return nullptr;
  auto found = std::make_shared<const Type>(std::move(type));
  known_types.keep(reading, pg::find_table(system.oid, types_table), key, found);
  return found;
}

std::string variables_of(const notifications::Template& known) {
  notifications::Variables variables;
  for (std::string& name : notifications::names_in(known.title_fr, known.message_fr))
    variables.push_back({std::move(name), notifications::VariableKind::text});
  return notifications::write_variables(variables);
}

}  // namespace

void listen_for_text_changes() { pg::on_table_change(forget); }

Wording compose(pg::Schema system, std::string_view key, std::string_view locale,
                std::span<const notifications::Parameter> parameters) {
  const std::shared_ptr<const Type> type = find_type(system, key);
  if (type == nullptr)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "notification_template").with("id", key));
  Texts locales;
  for (const Words& words : type->words) locales.push_back(words.locale);
  const std::string_view chosen = notifications::choose_locale(locale, locales);
  const Words& words = *std::find_if(type->words.begin(), type->words.end(),
                                     [&](const Words& known) { return known.locale == chosen; });
  return {type->type, notifications::fill(words.title, parameters),
          notifications::fill(words.message, parameters), type->has_channels};
}

void seed_notifications(pg::Spi& spi, pg::Schema system) {
  if (!std::get<0>(spi.row<bool>(find_table, pg::quoted_name(system)).value())) return;
  Texts keys, types, descriptions, variables, mailed, critical;
  Texts text_keys, locales, titles, messages;
  const auto add = [&](const notifications::Template& known, const char* locale,
                       std::string_view title, std::string_view message) {
    text_keys.emplace_back(known.key);
    locales.emplace_back(locale);
    titles.emplace_back(title);
    messages.emplace_back(message);
  };
  for (const notifications::Template& known : notifications::templates()) {
    keys.emplace_back(known.key);
    types.emplace_back(known.type);
    descriptions.emplace_back(known.title_en);
    variables.push_back(variables_of(known));
    if (known.is_mailed) mailed.emplace_back(known.key);
    if (known.is_critical) critical.emplace_back(known.key);
    add(known, "fr", known.title_fr, known.message_fr);
    add(known, "en", known.title_en, known.message_en);
  }
  spi.run(seed_types, system, keys, types, descriptions, variables, mailed, critical);
  spi.run(seed_templates, system, text_keys, locales, titles, messages);
}

}  // namespace socle

SOCLE_TRIGGER(socle_notification_texts_changed, socle::texts_changed);
