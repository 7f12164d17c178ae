// What staff do to accounts and vehicles. Reads and writes with the owner's rights, after the
// check.
#include "alogistics/staff.hpp"
#include "alogistics/checks.hpp"

#include "alogistics/step.hpp"
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/spi.hpp"
#include "socle/sessions.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, bool> set_profile_verified{
    "update alogistics.profiles set is_verified = $2 where id = $1"};
constinit pg::Statement<Uuid, bool> set_profile_active{
    "update alogistics.profiles set is_active = $2 where id = $1"};
constinit pg::Statement<Uuid, std::string> set_profile_role{
    "update alogistics.profiles set role = $2::alogistics.user_role where id = $1"};
constinit pg::Statement<Uuid, bool> set_vehicle_verified{
    "update alogistics.vehicles set is_verified = $2 where id = $1"};
// Locks all admins in one order, so that two demotions at once cannot both count the other.
constinit pg::Statement<> lock_admins{
    "select id from alogistics.profiles where role = 'admin' and is_active order by id"
    " for no key update"};

constinit pg::Statement<> find_staff{
    "select id from alogistics.profiles where role in ('moderator', 'admin') and is_active"
    " order by id"};

void require_found(std::uint64_t rows, std::string_view entity, const Uuid& id) {
  if (rows == 0) refuse_missing(entity, id);
}

// Nobody changes his own standing, and the platform never loses its last admin.
void check_standing(pg::Spi& spi, const Caller& caller, const Uuid& person) {
  if (caller.user == person)
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "own account"));
  const auto admins = spi.rows<Uuid>(lock_admins);
  if (admins.size() == 1 && std::get<0>(admins.front()) == person)
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "last admin"));
}

bool verify_profile(const OptionalUuid& profile, bool verified) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(profile, "profile_uuid");
  if (caller.user == id)
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "own account"));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  require_found(spi.run(set_profile_verified, id, verified), "profile", id);
  return true;
}

bool set_active(const OptionalUuid& profile, bool active) {
  const pg::Schema system = require_tables();
  const Caller caller = require_admin(system);
  const Uuid id = require(profile, "profile_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  check_standing(spi, caller, id);
  require_found(spi.run(set_profile_active, id, active), "profile", id);
  if (!active && is_auth_ours()) end_sessions(spi, id, Scope::global, "deactivated");
  return true;
}

bool deactivate_profile(const OptionalUuid& profile) { return set_active(profile, false); }
bool reactivate_profile(const OptionalUuid& profile) { return set_active(profile, true); }

bool set_role(const OptionalUuid& profile, const std::optional<std::string>& role) {
  const pg::Schema system = require_tables();
  const Caller caller = require_admin(system);
  const Uuid id = require(profile, "profile_uuid");
  if (role != "client" && role != "transporter" && role != "moderator" && role != "admin")
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "new_role").with("reason", "not a role"));
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  check_standing(spi, caller, id);
  require_found(spi.run(set_profile_role, id, *role), "profile", id);
  return true;
}

bool verify_vehicle(const OptionalUuid& vehicle, bool verified) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(vehicle, "vehicle_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  require_found(spi.run(set_vehicle_verified, id, verified), "vehicle", id);
  return true;
}

}  // namespace

Caller require_admin(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system && !caller.access.is_admin())
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["admin","system"])"));
  return caller;
}

Caller require_system(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  return caller;
}

std::vector<Uuid> active_staff(pg::Spi& spi) {
  std::vector<Uuid> staff;
  for (const auto& [id] : spi.rows<Uuid>(find_staff)) staff.push_back(id);
  return staff;
}

void tell_staff(pg::Spi& spi, pg::Schema system, std::string_view key,
                std::span<const notifications::Parameter> parameters, const Uuid& request) {
  for (const Uuid& id : active_staff(spi)) notify(spi, system, id, key, parameters, request);
}

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_verify_profile, socle::alogistics::verify_profile);
SOCLE_EXPORT(alogistics_deactivate_profile, socle::alogistics::deactivate_profile);
SOCLE_EXPORT(alogistics_reactivate_profile, socle::alogistics::reactivate_profile);
SOCLE_EXPORT(alogistics_set_role, socle::alogistics::set_role);
SOCLE_EXPORT(alogistics_verify_vehicle, socle::alogistics::verify_vehicle);
