#include "socle/audit_seals.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/audit.hpp"
#include "socle/error_reports.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

// Of so many numbers at most: a seal is made in a fraction of a second.
constexpr std::int64_t numbers_per_seal = 20'000;
constexpr std::int64_t seals_per_prune = 5;

// One keeper at a time; readers and writers of the trail go on.
constinit pg::SchemaStatement<> lock_seals{
    "lock table {schema}.audit_seals in share row exclusive mode"};

// The open seal says up to which number it goes, and before which transaction those numbers were
// taken. Once all of these have ended, the rows between are all there will ever be.
constinit pg::SchemaStatement<> close_seal{R"(
  with open as (
    select * from {schema}.audit_seals
    where sealed_at is null
      and before_transaction <= pg_snapshot_xmin(pg_current_snapshot())),
  content as (
    select o.id, coalesce(array_agg(l.id order by l.id)
                          filter (where l.id is not null), '{}') as ids,
           coalesce(array_agg({schema}.audit_digest(l) order by l.id)
                    filter (where l.id is not null), '{}') as digests,
           max(l.created_at) as newest_at
    from open as o left join {schema}.audit_logs as l on l.id between o.from_id and o.to_id
    group by o.id)
  update {schema}.audit_seals as s
  set sealed_at = clock_timestamp(), row_ids = c.ids, row_digests = c.digests,
      row_count = cardinality(c.ids), newest_at = coalesce(c.newest_at, clock_timestamp()),
      content_digest = {schema}.audit_content_digest(c.ids, c.digests)
  from content as c where s.id = c.id
  returning s.row_count)"};
constinit pg::SchemaStatement<> chain_seal{R"(
  update {schema}.audit_seals as s
  set digest = {schema}.audit_seal_digest(s, (select p.digest from {schema}.audit_seals as p
                                              where p.id = s.id - 1))
  where sealed_at is not null and digest is null)"};

// Another cluster wrote it, whose transactions had other numbers.
constinit pg::SchemaStatement<std::string> renew_boundary{
    "update {schema}.audit_seals set before_transaction = $1::xid8"
    " where sealed_at is null and before_transaction > $1::xid8"};

constinit pg::SchemaStatement<> read_last_number{
    "select case when is_called then last_value else 0 end from {schema}.audit_logs_id_seq"};
constinit pg::SchemaStatement<std::int64_t, std::string, std::int64_t> open_seal{R"(
  insert into {schema}.audit_seals (id, from_id, to_id, before_transaction)
  select coalesce(max(id), 0) + 1, coalesce(max(to_id), 0) + 1,
         least($1, coalesce(max(to_id), 0) + $3), $2::xid8
  from {schema}.audit_seals
  having coalesce(max(to_id), 0) < $1 and bool_and(sealed_at is not null) is not false)"};

constinit pg::SchemaStatement<std::int64_t, std::int64_t> choose_old{R"(
  select id, from_id, to_id from {schema}.audit_seals as s
  where pruned_at is null and newest_at < now() - $1 * interval '1 day'
    and not exists (select from {schema}.audit_seals as earlier where earlier.id < s.id
                    and earlier.pruned_at is null
                    and (earlier.newest_at is null
                         or earlier.newest_at >= now() - $1 * interval '1 day'))
  order by id limit $2)"};
constinit pg::SchemaStatement<std::int64_t, std::int64_t> delete_rows{
    "delete from {schema}.audit_logs where id between $1 and $2"};
constinit pg::SchemaStatement<std::int64_t> empty_seal{
    "update {schema}.audit_seals set pruned_at = clock_timestamp(), row_ids = null,"
    "   row_digests = null where id = $1"};

constinit bool is_keeping = false;

struct Keeping {
  Keeping() { is_keeping = true; }
  ~Keeping() { is_keeping = false; }
  Keeping(const Keeping&) = delete;
  Keeping& operator=(const Keeping&) = delete;
};

// service_role or a superuser.
void require_system(pg::Schema system) {
  if (!require_caller(system).is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
}

template <auto Keep>
std::int64_t by_hand(pg::Schema system) {
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  return Keep(spi, system);
}

}  // namespace

bool is_keeping_audit() { return is_keeping; }

std::int64_t seal_audit(pg::Spi& spi, pg::Schema system) {
  const Keeping keeping;
  spi.run(lock_seals, system);
  const auto closed = spi.row<std::int32_t>(close_seal, system);
  if (closed) spi.run(chain_seal, system);
  const auto last = spi.row<std::int64_t>(read_last_number, system);
  // After the number: whoever took one up to it has an id before this one.
  const std::string boundary = pg::next_transaction_id();
  spi.run(renew_boundary, system, boundary);
  spi.run(open_seal, system, std::get<0>(last.value()), boundary, numbers_per_seal);
  return closed ? std::get<0>(*closed) : 0;
}

std::int64_t prune_audit(pg::Spi& spi, pg::Schema system) {
  const std::int64_t days = integer_setting(system, "audit.retention_days");
  prune_errors(spi, system);
  const Keeping keeping;
  spi.run(lock_seals, system);
  const auto old =
      spi.rows<std::int64_t, std::int64_t, std::int64_t>(choose_old, system, days, seals_per_prune);
  std::int64_t count = 0;
  for (const auto& [seal, from, to] : old) {
    count += static_cast<std::int64_t>(spi.run(delete_rows, system, from, to));
    spi.run(empty_seal, system, seal);
  }
  if (old.empty()) return 0;
  const pg::Json what{R"({"seals":[)" + std::to_string(std::get<0>(old.front())) + "," +
                      std::to_string(std::get<0>(old.back())) + R"(],"rows":)" +
                      std::to_string(count) + "}"};
  audit(spi, system, std::nullopt, "audit_logs.prune", "audit_logs", std::nullopt, std::nullopt,
        pg::to_datum(what));
  return count;
}

}  // namespace socle

SOCLE_EXPORT(socle_seal_audit, socle::by_hand<socle::seal_audit>);
SOCLE_EXPORT(socle_prune_audit, socle::by_hand<socle::prune_audit>);
