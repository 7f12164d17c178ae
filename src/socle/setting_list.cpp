// The settings as a table: what there is, and what counts now.
#include <map>

#include "domain/settings/settings.hpp"
#include "pg/security.hpp"
#include "pg/set_result.hpp"
#include "pg/statement_time.hpp"
#include "socle/access.hpp"

namespace socle {

namespace {

using OptionalText = std::optional<std::string>;
using OptionalLimit = std::optional<std::int64_t>;
using OptionalJson = std::optional<pg::Json>;
using OptionalTime = std::optional<pg::Timestamp>;

// Of each key that was ever set, or will be: what counts, since when, and what follows when.
constinit pg::SchemaStatement<pg::Timestamp> read_settings{R"(
  with own as (select key, value from {schema}.platform_settings),
    due as (select distinct on (key) key, value from {schema}.scheduled_settings
            where effective_at <= $1 order by key, effective_at desc),
    next as (select distinct on (key) key, value, effective_at from {schema}.scheduled_settings
             where effective_at > $1 order by key, effective_at),
    last as (select key, max(effective_at) as since from {schema}.setting_changes as c
             where action <> 'cancel' and effective_at <= $1
               and not exists (select from {schema}.setting_changes as o where o.cancels = c.id)
             group by key)
  select key, case when due.key is null then own.value else due.value end, last.since,
         next.value, next.effective_at
  from own full join due using (key) full join next using (key) full join last using (key))"};

struct Standing {
  OptionalJson value;
  OptionalTime since;
  OptionalJson next;
  OptionalTime next_at;
};

std::map<std::string, Standing> read_standing(pg::Schema system) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  std::map<std::string, Standing> found;
  for (auto& [key, value, since, next, next_at] :
       spi.rows<std::string, OptionalJson, OptionalTime, OptionalJson, OptionalTime>(
           read_settings, system, pg::Timestamp{pg::statement_time()}))
    found.emplace(key, Standing{value, since, next, next_at});
  return found;
}

std::optional<std::vector<std::string>> choices_of(const settings::Definition& setting) {
  if (setting.choices.empty()) return std::nullopt;
  return std::vector<std::string>(setting.choices.begin(), setting.choices.end());
}

void add(pg::SetResult& table, const settings::Definition& setting, Standing standing,
         bool is_staff) {
  const bool is_number = setting.kind == settings::Kind::integer;
  const pg::Json standard{std::string(setting.default_json)};
  if (standing.next_at && !standing.next) standing.next = standard;
  if (!is_staff) standing.next_at.reset(), standing.next.reset();
  table.add(setting.key, settings::to_string(setting.kind),
            is_number ? OptionalLimit(setting.minimum) : std::nullopt,
            is_number ? OptionalLimit(setting.maximum) : std::nullopt, choices_of(setting),
            setting.unit.empty() ? OptionalText() : OptionalText(setting.unit), standard,
            standing.value.value_or(standard), !standing.value, standing.since, standing.next,
            standing.next_at, setting.description, setting.description_fr);
}

Datum list_settings(FunctionCallInfo fcinfo) {
  const pg::Schema system = pg::schema_of(fcinfo);
  const Caller caller = require_caller(system);
  std::map<std::string, Standing> standing = read_standing(system);
  pg::SetResult table(fcinfo);
  for (const settings::Definition& setting : settings::definitions())
    add(table, setting, standing[std::string(setting.key)],
        caller.is_system || caller.access.is_staff());
  return 0;
}

}  // namespace

}  // namespace socle

SOCLE_ENTRY(socle_settings, socle::list_settings);
