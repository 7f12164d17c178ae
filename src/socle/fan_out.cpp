#include "socle/fan_out.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/notifications/variables.hpp"
#include "socle/deliveries.hpp"

namespace socle {

namespace {

using Text = std::string;
using Texts = std::vector<Text>;

constinit pg::SchemaStatement<Text> read_variables_of{
    "select variables from {schema}.notification_types where key = $1"};
constinit pg::SchemaStatement<Text> read_templates{
    "select locale, title, message from {schema}.notification_templates where key = $1"
    " order by locale"};
constinit pg::SchemaStatement<Uuid> read_campaign{
    "select c.key, t.type::text, c.data"
    " from {schema}.campaigns as c join {schema}.notification_types as t on t.key = c.key"
    " where c.id = $1"};
constinit pg::SchemaStatement<Uuid> read_words{
    "select w.key, w.value ->> 'title', w.value ->> 'message'"
    " from {schema}.campaigns as c cross join lateral jsonb_each(c.texts) as w"
    " where c.id = $1 order by w.key"};

constinit pg::SchemaStatement<std::vector<Uuid>, Text> find_locales{
    "select distinct locale from {schema}.profiles"
    " where is_active and ($1 is null or id = any($1)) and ($2 is null or role::text = $2)"};
// The words by the locale of who reads them; '' is for locales that nobody had a moment ago.
constinit pg::SchemaStatement<std::vector<Uuid>, Text, Uuid, Text, pg::Json, Texts, Texts, Texts>
    tell_all{R"(
  insert into {schema}.notifications (user_id, type, title, message, data, campaign_id)
  select p.id, $4::{schema}.notification_type, w.title, w.message, $5, $3
  from {schema}.profiles as p
    join unnest($6, $7, $8) as w(locale, title, message)
      on w.locale = case when p.locale = any($6) then p.locale else '' end
  where p.is_active and ($1 is null or p.id = any($1)) and ($2 is null or p.role::text = $2)
  order by p.id)"};
// Those that may go further than the app.
constinit pg::SchemaStatement<Uuid, Text> find_sent{R"(
  select n.id
  from {schema}.notifications as n join {schema}.notification_types as t on t.key = $2
  where n.campaign_id = $1
    and (t.channels <> '{}' or n.user_id in (
      select user_id from {schema}.channel_preferences
      where is_wanted))
  order by n.id)"};

// Titles and messages, by locale.
struct Words {
  Texts locales, titles, messages;

  void add(const Text& locale, const Text& title, const Text& message) {
    locales.push_back(locale);
    titles.push_back(title);
    messages.push_back(message);
  }
};

// The words for readers of each of these locales, and of any other.
Words words_for(const Words& known, Texts readers) {
  readers.emplace_back();
  Words words;
  for (const Text& locale : readers) {
    const std::string_view chosen = notifications::choose_locale(locale, known.locales);
    const auto found = std::find(known.locales.begin(), known.locales.end(), chosen);
    const auto place = static_cast<std::size_t>(found - known.locales.begin());
    words.add(locale, known.titles.at(place), known.messages.at(place));
  }
  return words;
}

pg::Json describe(const Text& key, const Text& data_json, const std::optional<Uuid>& request) {
  Text json = R"({"template":)";
  append_json_string(json, key);
  if (request) json += R"(,"request_id":")" + to_string(*request) + '"';
  return {json + R"(,"parameters":)" + data_json + '}'};
}

}  // namespace

pg::Json write_texts(pg::Spi& spi, pg::Schema system, const std::string& key,
                     const std::string& data_json) {
  const auto type = spi.row<pg::Json>(read_variables_of, system, key);
  if (!type)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "notification_type").with("id", key));
  const auto variables = pg::value_or_raise(notifications::read_variables(std::get<0>(*type).text));
  Text json = "{";
  for (const auto& [locale, title, message] :
       spi.rows<Text, Text, Text>(read_templates, system, key)) {
    const auto parameters =
        pg::value_or_raise(notifications::read_data(data_json, variables, locale));
    if (json.back() != '{') json += ',';
    append_json_string(json, locale);
    json += R"(:{"title":)";
    append_json_string(json, notifications::fill(title, parameters));
    json += R"(,"message":)";
    append_json_string(json, notifications::fill(message, parameters));
    json += '}';
  }
  if (json == "{")
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "notification_template").with("id", key));
  return {json + '}'};
}

std::int64_t fan_out(pg::Spi& spi, pg::Schema system, const Uuid& campaign,
                     const Audience& audience, const std::optional<Uuid>& request) {
  const auto row = spi.row<Text, Text, pg::Json>(read_campaign, system, campaign).value();
  const auto& [key, type, data] = row;
  Words known;
  for (const auto& [locale, title, message] :
       spi.rows<Text, Text, Text>(read_words, system, campaign))
    known.add(locale, title, message);
  Texts readers;
  for (auto& [locale] : spi.rows<Text>(find_locales, system, audience.people, audience.role))
    readers.push_back(std::move(locale));
  const Words words = words_for(known, std::move(readers));
  const std::uint64_t told =
      spi.run(tell_all, system, audience.people, audience.role, campaign, type,
              describe(key, data.text, request), words.locales, words.titles, words.messages);
  std::vector<std::int64_t> sent;
  for (const auto& [id] : spi.rows<std::int64_t>(find_sent, system, campaign, key))
    sent.push_back(id);
  if (!sent.empty()) deliver(spi, system, key, sent);
  return static_cast<std::int64_t>(told);
}

}  // namespace socle
