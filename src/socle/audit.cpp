#include "socle/audit.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/transaction_id.hpp"
#include "socle/access.hpp"
#include "socle/request.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::JsonDatum,
                              pg::JsonDatum, std::string, std::string, std::string, std::string>
    insert_row{
        "insert into {schema}.audit_logs (user_id, action, entity_type, entity_id, old_data,"
        " new_data, database_role, request_id, ip_address, user_agent)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, host(inet_client_addr())), $10)"};

std::optional<std::string_view> filled(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id, const std::optional<pg::JsonDatum>& before,
           const std::optional<pg::JsonDatum>& after) {
  // The id of the row comes after the transaction's own: seal_audit() relies on it.
  pg::take_transaction_id();
  const Request& request = current_request();
  spi.run(insert_row, system, user, action, entity_type, entity_id, before, after,
          pg::name_of_role(pg::client_role()), filled(request.id.view()),
          filled(request.address.view()), filled(request.agent.view()));
}

}  // namespace socle
