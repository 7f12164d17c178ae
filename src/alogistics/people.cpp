// Profiles: made at sign-up, kept in step with the account, read by their owner and by the
// counterparty of a live job, and managed by staff.
#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/identity.hpp"
#include "socle/notify.hpp"
#include "socle/sessions.hpp"

namespace socle::alogistics {

namespace {

// What the person said at sign-up is taken where the profile's own checks would take it, so that
// signing up never fails by it. Staff are never made by a sign-up.
constinit pg::Statement<Uuid, std::string, std::string, pg::Json> insert_profile{R"(
  insert into alogistics.profiles
    (id, email, phone, first_name, last_name, city, country, locale, role)
  select $1, $2, coalesce($3, left(m ->> 'phone', 50)), left(coalesce(m ->> 'first_name', ''), 100),
         left(coalesce(m ->> 'last_name', ''), 100), left(m ->> 'city', 100),
         case when m ->> 'country' ~ '^[A-Z]{2}$' then m ->> 'country' end,
         case when m ->> 'locale' in ('fr', 'en') then m ->> 'locale' else 'fr' end,
         case when m ->> 'role' = 'transporter' then 'transporter' else 'client' end
           ::alogistics.user_role
  from (select coalesce($4, '{}'::jsonb) as m) as meta
  on conflict (id) do nothing)"};

constinit pg::Statement<Uuid> read_first_name{
    "select first_name from alogistics.profiles where id = $1"};

constinit pg::Statement<Uuid, std::string> follow_email{
    "update alogistics.profiles set email = $2 where id = $1"};
constinit pg::Statement<Uuid, std::string> follow_phone{
    "update alogistics.profiles set phone = $2 where id = $1"};

constinit pg::Statement<Uuid> read_profile{
    "select to_jsonb(p) from alogistics.profiles as p where id = $1"};

constinit pg::Statement<Uuid, Uuid, bool> read_contacts{R"(
  select jsonb_object_agg(
    case p.id when r.client_id then 'client' else 'transporter' end,
    jsonb_build_object('first_name', p.first_name, 'last_name', p.last_name, 'phone', p.phone,
                       'email', p.email, 'address', p.address))
  from alogistics.transport_requests as r
    join alogistics.profiles as p on p.id in (r.client_id, r.assigned_transporter_id)
  where r.id = $1 and r.status in ('assigned', 'in_progress', 'disputed')
    and ($3 or $2 in (r.client_id, r.assigned_transporter_id))
  group by r.id)"};

constinit pg::Statement<Uuid> read_job_vehicles{
    "select coalesce(array_agg(distinct assigned_vehicle_id), '{}')"
    " from alogistics.transport_requests where client_id = $1 and assigned_vehicle_id is not null"};

constinit pg::Statement<Uuid> read_own_accounts{
    "select coalesce(array_agg(id), '{}') from alogistics.ledger_accounts where owner_id = $1"};

void handle_new_user(pg::Trigger& trigger) {
  pg::Row& user = trigger.new_row();
  const Uuid id = user.get<Uuid>("id");
  const auto meta = user.get<std::optional<std::string>>("raw_user_meta_data");
  std::optional<pg::Json> said;
  if (meta) said = pg::Json{*meta};
  pg::Spi spi;
  if (spi.run(insert_profile, id, user.get<std::optional<std::string>>("email"),
              user.get<std::optional<std::string>>("phone"), said) == 0)
    return;
  const auto name = spi.row<std::string>(read_first_name, id);
  const notifications::Parameter parameters[] = {{"name", std::get<0>(name.value())}};
  notify(spi, schema(), id, "account.welcome", parameters, std::nullopt);
}

void handle_user_update(pg::Trigger& trigger) {
  pg::Row& user = trigger.new_row();
  pg::Spi spi;
  const Uuid id = user.get<Uuid>("id");
  const pg::Row& before = trigger.old_row();
  // One at a time: a phone given at sign-up may be in the profile only.
  if (pg::Row::differs(before, user, "email"))
    spi.run(follow_email, id, user.get<std::optional<std::string>>("email"));
  if (pg::Row::differs(before, user, "phone"))
    spi.run(follow_phone, id, user.get<std::optional<std::string>>("phone"));
}

bool is_country(const std::string& code) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return code.size() == 2 && is_capital(code[0]) && is_capital(code[1]);
}

void prepare_profile(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  for (const char* field : {"first_name", "last_name", "locale"}) check_given(row, field);
  for (const char* field : {"first_name", "last_name", "city"}) check_length(row, field, 0, 100);
  check_length(row, "address", 0, 500);
  const auto country = row.get<std::optional<std::string>>("country");
  if (country && !is_country(*country)) refuse_value("country", "not an ISO 3166 code");
  const auto locale = row.get<std::string>("locale");
  if (locale != "fr" && locale != "en") refuse_value("locale", "neither fr nor en");
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

pg::Json me() {
  const pg::Schema system = require_tables();
  const Uuid person = require_person();
  check_session();
  const Access access = access_of(system, person);
  if (access.role != Role::none && !access.is_active)
    throw pg::Refused(Refusal(errors::account_disabled));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<pg::Json>(read_profile, person);
  if (!row) refuse_missing("profile", person);
  return std::get<0>(*row);
}

pg::Json contacts(const std::optional<Uuid>& request) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const bool sees_all = caller.is_system || caller.access.is_staff();
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<pg::Json>(read_contacts, id, caller.user, sees_all);
  if (!row) refuse_missing("live_job", id);
  return std::get<0>(*row);
}

// Nobody has no vehicles and no accounts, nor has a closed account. Policies ask these of every
// caller.
template <class T>
std::vector<T> list_own(pg::Statement<Uuid>& statement) {
  const std::optional<Uuid> person = uid();
  if (!person || !access_of(schema(), *person).is_active) return {};
  const pg::AsRole owner(pg::owner_of(schema()));
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::vector<T>>(statement, *person).value());
}

std::vector<Uuid> job_vehicle_ids() { return list_own<Uuid>(read_job_vehicles); }
std::vector<std::int64_t> own_account_ids() { return list_own<std::int64_t>(read_own_accounts); }

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_handle_new_user, socle::alogistics::handle_new_user);
SOCLE_TRIGGER(alogistics_handle_user_update, socle::alogistics::handle_user_update);
SOCLE_TRIGGER(alogistics_prepare_profile, socle::alogistics::prepare_profile);
SOCLE_EXPORT(alogistics_me, socle::alogistics::me);
SOCLE_EXPORT(alogistics_contacts, socle::alogistics::contacts);
SOCLE_EXPORT(alogistics_job_vehicle_ids, socle::alogistics::job_vehicle_ids);
SOCLE_EXPORT(alogistics_own_account_ids, socle::alogistics::own_account_ids);
