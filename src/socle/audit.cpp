#include "socle/audit.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/direct_table.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/request.hpp"

namespace socle {

namespace {

// As extension/shared/audit_logs.sql makes it.
constexpr pg::ExpectedColumn columns[] = {
    {"id", "int8"},          {"user_id", "uuid"},       {"action", "text"},
    {"entity_type", "text"}, {"entity_id", "text"},     {"old_data", "jsonb"},
    {"new_data", "jsonb"},   {"database_role", "text"}, {"request_id", "text"},
    {"ip_address", "text"},  {"user_agent", "text"},    {"created_at", "timestamptz"},
};
constexpr pg::DirectTable table{"audit_logs", columns, pg::checked_here, ""};

constinit pg::Statement<> read_address{"select host(inet_client_addr())"};

// Of the connection; nothing of one through a socket of this machine.
const std::optional<std::string>& own_address(pg::Spi& spi) {
  static constinit std::optional<std::string> address;
  static constinit bool is_known = false;
  if (!is_known) address = std::get<0>(*spi.row<std::optional<std::string>>(read_address));
  is_known = true;
  return address;
}

std::optional<std::string_view> filled(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id, const std::optional<pg::JsonDatum>& before,
           const std::optional<pg::JsonDatum>& after) {
  const std::optional<std::string>& own = own_address(spi);
  const Request& request = current_request();
  const auto address = filled(request.address.view());
  const NullableDatum from = address ? pg::write_datum(address) : pg::write_datum(own);
  pg::OpenTable logs(system, table);
  const NullableDatum row[] = {
      // It comes after the transaction's own: seal_audit() relies on it.
      pg::write_datum(logs.next_id()),
      pg::write_datum(user),
      pg::write_datum(action),
      pg::write_datum(entity_type),
      pg::write_datum(entity_id),
      pg::write_datum(before),
      pg::write_datum(after),
      pg::write_datum(pg::name_of_role(pg::client_role())),
      pg::write_datum(filled(request.id.view())),
      from,
      pg::write_datum(filled(request.agent.view())),
      pg::write_datum(pg::Timestamp{pg::wall_time()}),
  };
  static_assert(std::size(row) == std::size(columns));
  logs.insert(row);
}

}  // namespace socle
