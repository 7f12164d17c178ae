// What the lifecycle of requests asks of disputes.
#include "alogistics/disputes.hpp"
#include "alogistics/request_row.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> has_open_statement{
    "select exists (select from alogistics.disputes"
    "   where request_id = $1 and status <> 'resolved')"};
constinit pg::Statement<Uuid, std::string> is_decided_statement{
    "select coalesce((select status = 'resolved' and outcome::text = $2 from alogistics.disputes"
    "   where request_id = $1"
    "   order by status = 'resolved', resolved_at desc limit 1), false)"};

[[noreturn]] void refuse(std::string_view event, std::string_view reason) {
  throw pg::Refused(Refusal(errors::not_allowed).with("event", event).with("reason", reason));
}

}  // namespace

bool has_open_dispute(const Uuid& request) {
  return std::get<0>(*pg::Spi().row<bool>(has_open_statement, request));
}

void begin_dispute(const pg::Row& before, pg::Row& after) {
  if (!has_open_dispute(request_id(after)))
    refuse("dispute", "no open dispute: see open_dispute()");
  after.set("disputed_from", before.get<std::string>("status"));
}

void end_dispute(pg::Row& after) {
  if (!std::get<0>(*pg::Spi().row<bool>(is_decided_statement, request_id(after),
                                        after.get<std::string>("status"))))
    refuse("resolve", "the dispute is not decided so: see resolve_dispute()");
  after.set_null("disputed_from");
  const pg::Timestamp now{pg::transaction_time()};
  const freight::Status status = status_of(after);
  if (status == freight::Status::completed && after.is_null("completed_at"))
    after.set("completed_at", now);
  if (status == freight::Status::cancelled) after.set("cancelled_at", now);
}

}  // namespace socle::alogistics
