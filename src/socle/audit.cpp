#include "socle/audit.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/transaction_id.hpp"
#include "socle/access.hpp"
#include "socle/audit_json.hpp"
#include "socle/request.hpp"

namespace socle {

namespace {

#define SOCLE_AUDIT(data)                                                                 \
  " insert into {schema}.audit_logs (user_id, action, entity_type, entity_id, old_data, " \
  "   new_data, database_role, request_id, ip_address, user_agent)"                       \
  " values ($1, $2, $3, $4, " data ", $7, $8, coalesce($9, host(inet_client_addr())), $10)"

constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::Composite,
                              pg::Composite, std::string, std::string, std::string, std::string>
    insert_rows{SOCLE_AUDIT("to_jsonb($5), to_jsonb($6)")};
constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::JsonDatum,
                              pg::JsonDatum, std::string, std::string, std::string, std::string>
    insert_json{SOCLE_AUDIT("$5, $6")};
#undef SOCLE_AUDIT

std::optional<std::string_view> filled(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

template <class Statement, class Data>
void insert(pg::Spi& spi, Statement& statement, pg::Schema system, const std::optional<Uuid>& user,
            std::string_view action, std::string_view entity_type,
            const std::optional<std::string>& entity_id, const Data& before, const Data& after) {
  // The id of the row comes after the transaction's own: seal_audit() relies on it.
  pg::take_transaction_id();
  const Request& request = current_request();
  spi.run(statement, system, user, action, entity_type, entity_id, before, after,
          pg::name_of_role(pg::client_role()), filled(request.id.view()),
          filled(request.address.view()), filled(request.agent.view()));
}

}  // namespace

void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id, const std::optional<pg::Composite>& before,
           const std::optional<pg::Composite>& after) {
  insert(spi, insert_rows, system, user, action, entity_type, entity_id, before, after);
}

void audit_json(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
                std::string_view action, std::string_view entity_type,
                const std::optional<std::string>& entity_id,
                const std::optional<pg::JsonDatum>& before,
                const std::optional<pg::JsonDatum>& after) {
  insert(spi, insert_json, system, user, action, entity_type, entity_id, before, after);
}

}  // namespace socle
