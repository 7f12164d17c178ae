// update_profile(): what people change about themselves.
#include <algorithm>

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "pg/subtransaction.hpp"
#include "socle/authentication.hpp"
#include "socle/identity.hpp"

namespace socle::alogistics {

namespace {

// What is not named stays; the trigger on the table checks the rest.
constinit pg::Statement<Uuid, pg::Json> update_row{R"(
  update alogistics.profiles set
    first_name = case when $2 ? 'first_name' then $2 ->> 'first_name' else first_name end,
    last_name = case when $2 ? 'last_name' then $2 ->> 'last_name' else last_name end,
    address = case when $2 ? 'address' then $2 ->> 'address' else address end,
    city = case when $2 ? 'city' then $2 ->> 'city' else city end,
    country = case when $2 ? 'country' then $2 ->> 'country' else country end,
    locale = case when $2 ? 'locale' then $2 ->> 'locale' else locale end
  where id = $1)"};
// The profile follows by its trigger.
constinit pg::Statement<Uuid, std::string> update_account_phone{
    "update auth.users set phone = $2, phone_confirmed_at = null, updated_at = now()"
    " where id = $1 and phone is distinct from $2"};
constinit pg::Statement<Uuid, std::string> update_phone{
    "update alogistics.profiles set phone = $2 where id = $1"};
constinit pg::Statement<Uuid> read_profile{
    "select to_jsonb(p) from alogistics.profiles as p where id = $1"};

constexpr std::string_view fields[] = {"first_name", "last_name", "phone", "address",
                                       "city",       "country",   "locale"};

// E.164, which is also what GoTrue and mobile money know numbers by.
bool is_phone(std::string_view text) {
  constexpr std::size_t digits_min = 7;
  constexpr std::size_t digits_max = 15;
  if (!text.starts_with('+')) return false;
  const std::string_view digits = text.substr(1);
  return digits.size() >= digits_min && digits.size() <= digits_max && digits.front() != '0' &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_fields(const json::Document& changes) {
  if (changes.root.kind != json::Kind::object) refuse_value("changes", "not an object");
  for (const json::Member& member : changes.members) {
    if (std::find(std::begin(fields), std::end(fields), member.name) == std::end(fields))
      refuse_value(member.name, "not a field that people change themselves");
    const json::Kind kind = member.value.kind;
    if (kind != json::Kind::string && kind != json::Kind::null)
      refuse_value(member.name, "not a text");
  }
}

void change_phone(pg::Spi& spi, const Uuid& person, const json::Value& value) {
  OptionalText phone;
  if (value.kind == json::Kind::string) phone = value.text;
  if (phone && !is_phone(*phone)) refuse_value("phone", "not an international number, +221…");
  if (!is_auth_ours()) {
    spi.run(update_phone, person, phone);
    return;
  }
  const auto taken =
      pg::attempt([&] { spi.run(update_account_phone, person, phone); }, pg::unique_violation);
  if (taken)
    throw pg::Refused(
        Refusal(errors::already_exists).with("entity", "account").with("field", "phone"));
}

pg::Json update_profile(const std::optional<pg::Json>& changes) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid person = require_person();
  if (caller.access.role == Role::none) refuse_missing("profile", person);
  const pg::Json& wanted = require(changes, "changes");
  const auto document = json::read(wanted.text);
  if (!document) refuse_value("changes", "not valid JSON");
  check_fields(*document);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  spi.run(update_row, person, wanted);
  if (const json::Value* const phone = document->find("phone")) change_phone(spi, person, *phone);
  return std::get<0>(spi.row<pg::Json>(read_profile, person).value());
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_update_profile, socle::alogistics::update_profile);
