#include "socle/requests.hpp"

#include <array>

#include "domain/limits/address.hpp"
#include "pg/cache.hpp"
#include "pg/known_function.hpp"
#include "pg/settings.hpp"
#include "socle/identity.hpp"
#include "socle/request.hpp"

namespace socle {

namespace {

constexpr std::string_view functions = "rpc/";
constexpr const char* key_argument = "idempotency_key";
// PostgreSQL's names have 63 bytes, and no other path reaches anything.
constexpr std::size_t name_bytes_max = functions.size() + 63;
constexpr std::size_t remembered = 256;

struct Known {
  Oid schema = InvalidOid;
  std::size_t length = 0;
  std::array<char, name_bytes_max> name{};
  bool is_known = false;
  limits::Operation facts;

  std::string_view text() const { return {name.data(), length}; }
};
constinit std::array<Known, remembered> known{};

void forget() noexcept {
  for (Known& entry : known) entry.schema = InvalidOid;
}

void look_up(pg::Schema system, const std::string& name, Known& entry) {
  if (!name.starts_with(functions)) {
    // An empty path asks for the description of the interface.
    entry.is_known = name.empty() || pg::find_table(system.oid, name.c_str()) != InvalidOid;
    entry.facts = {};
    return;
  }
  const std::string function(name.substr(functions.size()));
  const pg::KnownFunction found = pg::find_function(system, function.c_str(), key_argument);
  entry.is_known = found.is_known;
  entry.facts = {true, found.only_reads, found.has_argument,
                 found.is_known && limits::is_about_accounts(function)};
}

}  // namespace

RequestedOperation requested_operation(pg::Schema system) {
  std::string_view name = pg::setting_view("request.path");
  if (name.starts_with('/')) name.remove_prefix(1);
  name = name.substr(0, name_bytes_max);
  const std::string_view method = pg::setting_view("request.method");
  Known& entry = known[std::hash<std::string_view>()(name) % remembered];
  if (entry.schema != system.oid || entry.text() != name) {
    look_up(system, std::string(name), entry);
    entry.length = name.copy(entry.name.data(), entry.name.size());
    entry.schema = system.oid;
  }
  return {entry.text(), method, entry.is_known, entry.facts};
}

std::string requested_from() {
  if (!is_gateway_session()) return {};
  const std::string_view address = forwarded_for();
  return address.empty() ? std::string() : limits::network_of(address);
}

void listen_for_operation_changes() { pg::on_function_change(forget); }

}  // namespace socle
