#include "socle/audit.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<Uuid, std::string, std::string, std::string, pg::Composite,
                              pg::Composite, std::string>
    insert_audit{
        "with request as (select nullif(current_setting('request.headers', true), '')::jsonb as "
        "headers)"
        " insert into {schema}.audit_logs (user_id, action, entity_type, entity_id, old_data, "
        "new_data,"
        "   database_role, request_id, ip_address, user_agent)"
        " select $1, $2, $3, $4, to_jsonb($5), to_jsonb($6), $7,"
        "   left(headers ->> 'x-request-id', 200),"
        "   coalesce(left(split_part(headers ->> 'x-forwarded-for', ',', 1), 100),"
        "            host(inet_client_addr())),"
        "   left(headers ->> 'user-agent', 500)"
        " from request"};

// audit_changes(): the same for any table with a key called id or key.
void audit_changes(pg::Trigger& trigger) {
  pg::Row& row = trigger.is_delete() ? trigger.old_row() : trigger.new_row();
  const std::string table = trigger.table_name();
  const std::string event = trigger.is_insert()   ? "insert"
                            : trigger.is_delete() ? "delete"
                                                  : "update";
  std::optional<pg::Composite> before;
  std::optional<pg::Composite> after;
  if (!trigger.is_insert()) before = trigger.old_row().composite();
  if (!trigger.is_delete()) after = trigger.new_row().composite();
  const char* const key = table == "platform_settings" ? "key" : "id";
  pg::Spi spi;
  audit(spi, trigger.schema(), uid(), table + "." + event, table, row.get<std::string>(key), before,
        after);
}

void deny_change(pg::Trigger& trigger) {
  throw pg::Refused(Refusal(errors::append_only).with("table", trigger.table_name()));
}

}  // namespace

void audit(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& user,
           std::string_view action, std::string_view entity_type,
           const std::optional<std::string>& entity_id, const std::optional<pg::Composite>& before,
           const std::optional<pg::Composite>& after) {
  spi.run(insert_audit, system, user, action, entity_type, entity_id, before, after,
          pg::name_of_role(pg::client_role()));
}

}  // namespace socle

SOCLE_TRIGGER(socle_audit_changes, socle::audit_changes);
SOCLE_TRIGGER(socle_deny_change, socle::deny_change);
