// Versions of the tariff and surcharges between cities: set by admins, never changed once in force.
#include "domain/freight/tariff_version.hpp"

#include <algorithm>
#include <limits>

#include "alogistics/amounts.hpp"
#include "alogistics/checks.hpp"
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "domain/freight/request.hpp"
#include "domain/utf8.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/idempotency.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr std::ptrdiff_t name_characters_max = 100;

// Two admins at once: the second waits, and closes what the first has set. Readers do not wait.
constinit pg::Statement<> lock_tariffs{"lock table alogistics.tariffs in share row exclusive mode"};
constinit pg::Statement<std::string, pg::Timestamp> drop_tariff{
    "delete from alogistics.tariffs where currency = $1 and lower(valid) = $2"};
constinit pg::Statement<std::string, pg::Timestamp> close_tariff{
    "update alogistics.tariffs set valid = tstzrange(lower(valid), $2)"
    " where currency = $1 and valid @> $2"};
constinit pg::Statement<std::string, std::string, pg::Json, pg::Timestamp, Uuid> insert_tariff{
    "insert into alogistics.tariffs (name, currency, rules, valid, created_by)"
    " values ($1, $2, $3, tstzrange($4, (select min(lower(valid)) from alogistics.tariffs"
    "                                    where currency = $2 and lower(valid) > $4)), $5)"
    " returning id"};

constinit pg::Statement<> lock_surcharges{
    "lock table alogistics.city_pair_surcharges in share row exclusive mode"};
constinit pg::Statement<std::string, std::string, std::string, pg::Timestamp> drop_surcharge{
    "delete from alogistics.city_pair_surcharges"
    " where lower(btrim(from_city)) = lower(btrim($1)) and lower(btrim(to_city)) = lower(btrim($2))"
    "   and currency = $3 and lower(valid) = $4"};
constinit pg::Statement<std::string, std::string, std::string, pg::Timestamp> close_surcharge{
    "update alogistics.city_pair_surcharges set valid = tstzrange(lower(valid), $4)"
    " where lower(btrim(from_city)) = lower(btrim($1)) and lower(btrim(to_city)) = lower(btrim($2))"
    "   and currency = $3 and valid @> $4"};
constinit pg::Statement<std::string, std::string, std::string, pg::Timestamp, std::int64_t, Uuid>
    insert_surcharge{
        "insert into alogistics.city_pair_surcharges"
        "   (from_city, to_city, currency, amount, valid, created_by)"
        " values ($1, $2, $3, $5, tstzrange($4,"
        "   (select min(lower(valid)) from alogistics.city_pair_surcharges"
        "    where lower(btrim(from_city)) = lower(btrim($1))"
        "      and lower(btrim(to_city)) = lower(btrim($2))"
        "      and currency = $3 and lower(valid) > $4)), $6)"};

// Whether the first version has begun, and whether the second is the first with an earlier end that
// is not past.
constinit pg::Statement<std::string, std::string> compare_validity{
    "select coalesce(lower($1::tstzrange) <= clock_timestamp(), true),"
    "   coalesce($2::tstzrange <@ $1::tstzrange, false)"
    "   and lower($2::tstzrange) is not distinct from lower($1::tstzrange)"
    "   and coalesce(upper($2::tstzrange) >= now(), true)"};

void prepare_tariff(pg::Trigger& trigger) {
  const pg::Row& row = trigger.new_row();
  for (const char* column : {"name", "currency", "rules", "valid"}) check_given(row, column);
  pg::value_or_raise(money::find_currency(row.get<std::string>("currency")));
  pg::value_or_raise(freight::read_tariff_version(row.get<std::string>("rules")));
}

// Quotes were computed by what is in force, and say so.
void guard_validity(pg::Trigger& trigger) {
  const pg::Row& before = trigger.old_row();
  const auto valid = before.get<std::string>("valid");
  pg::Spi spi(pg::Access::read);
  if (trigger.is_delete()) {
    const auto found = spi.row<bool, bool>(compare_validity, valid, valid);
    if (!std::get<0>(found.value())) return;
    throw pg::Refused(Refusal(errors::append_only).with("table", trigger.table_name()));
  }
  const pg::Row& after = trigger.new_row();
  const auto found = spi.row<bool, bool>(compare_validity, valid, after.get<std::string>("valid"));
  const auto& [is_begun, is_cut] = found.value();
  if (!is_begun) return;
  const bool is_tariff = trigger.table_name() == "tariffs";
  bool is_kept = is_cut || !pg::Row::differs(before, after, "valid");
  for (const char* column :
       {"id", "currency", "created_by", "created_at", is_tariff ? "name" : "amount",
        is_tariff ? "rules" : "from_city", is_tariff ? "rules" : "to_city"})
    is_kept = is_kept && !pg::Row::differs(before, after, column);
  if (!is_kept) throw pg::Refused(Refusal(errors::append_only).with("table", trigger.table_name()));
}

// When a version begins: at once, or later. Its moment is read behind the lock, so that it is later
// than those of the versions that are there.
pg::Timestamp beginning(const std::optional<pg::Timestamp>& valid_from) {
  const std::int64_t now = pg::wall_time();
  if (!valid_from) return {now};
  const std::int64_t from = valid_from->microseconds;
  if (from == std::numeric_limits<std::int64_t>::max())
    refuse_value("valid_from", "not a finite date");
  if (from < pg::transaction_time()) refuse_value("valid_from", "in the past");
  return {std::max(from, now)};
}

Uuid set_tariff(const std::optional<pg::Json>& rules, const std::optional<pg::Timestamp>& from,
                const OptionalText& name, const OptionalText& currency, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_admin(system);
  const pg::Json& what = require(rules, "rules");
  const std::string& called = require(name, "name");
  if (called.empty() || character_count(called) > name_characters_max)
    refuse_value("name", "not 1 to 100 characters");
  return once(system, "set_tariff", key, Arguments(what, from, called, currency), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const std::string unit = currency.value_or(text_setting(system, "platform.currency"));
    pg::Spi spi;
    spi.run(lock_tariffs);
    const pg::Timestamp begin = beginning(from);
    spi.run(drop_tariff, unit, begin);
    spi.run(close_tariff, unit, begin);
    return std::get<0>(
        spi.row<Uuid>(insert_tariff, called, unit, what, begin, caller.user).value());
  });
}

void check_city(std::string_view field, const std::string& city) {
  if (city.find_first_not_of(" \t\r\n\v\f") == std::string::npos)
    throw pg::Refused(Refusal(errors::missing_value).with("field", field));
  constexpr auto characters_max = static_cast<std::ptrdiff_t>(freight::city_bytes_max);
  if (character_count(city) > characters_max) refuse_too_long(field, characters_max);
}

bool is_zero(const pg::Numeric& amount) {
  return amount.text.find_first_not_of("0.") == std::string::npos;
}

bool set_city_pair_surcharge(const OptionalText& from_city, const OptionalText& to_city,
                             const std::optional<pg::Numeric>& amount,
                             const std::optional<pg::Timestamp>& from, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_admin(system);
  const std::string& start = require(from_city, "from_city");
  const std::string& end = require(to_city, "to_city");
  check_city("from_city", start);
  check_city("to_city", end);
  const pg::Numeric& sum = require(amount, "amount");
  const Arguments arguments(start, end, sum, from);
  return once(system, "set_city_pair_surcharge", key, arguments, [&] {
    const pg::AsRole owner(pg::owner_of(system));
    const std::string unit = text_setting(system, "platform.currency");
    const money::Minor more = is_zero(sum) ? 0 : minor_units(sum, unit);
    pg::Spi spi;
    spi.run(lock_surcharges);
    const pg::Timestamp begin = beginning(from);
    spi.run(drop_surcharge, start, end, unit, begin);
    spi.run(close_surcharge, start, end, unit, begin);
    if (more > 0) spi.run(insert_surcharge, start, end, unit, begin, more, caller.user);
    return true;
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_tariff, socle::alogistics::prepare_tariff);
SOCLE_TRIGGER(alogistics_guard_validity, socle::alogistics::guard_validity);
SOCLE_EXPORT(alogistics_set_tariff, socle::alogistics::set_tariff);
SOCLE_EXPORT(alogistics_set_city_pair_surcharge, socle::alogistics::set_city_pair_surcharge);
