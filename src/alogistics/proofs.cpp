#include "alogistics/proofs.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/step.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/proof.hpp"
#include "domain/freight/settlement.hpp"
#include "pg/subtransaction.hpp"
#include "pg/transaction.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using OptionalText = std::optional<std::string>;

constinit pg::Statement<std::string> read_time{"select $1::timestamptz"};
constexpr std::string_view bad_text = "22";  // SQLSTATEs of texts that are no time

std::string proof_text(const pg::Row& row, const char* column) {
  return row.get<OptionalText>(column).value_or("{}");
}

pg::Timestamp time_of(const std::string& text, std::string_view field) {
  pg::Timestamp time;
  const auto failure = pg::attempt(
      [&] { time = std::get<0>(pg::Spi().row<pg::Timestamp>(read_time, text).value()); }, bad_text);
  if (failure) refuse_value(std::string(field) + ".device_time", "not a time");
  return time;
}

freight::Proof check_proof(const pg::Row& row, const char* column) {
  const freight::Proof proof =
      pg::value_or_raise(freight::read_proof(proof_text(row, column), column));
  if (proof.device_time)
    pg::check(freight::check_device_time(time_of(*proof.device_time, column).microseconds,
                                         row.get<pg::Timestamp>("paid_at").microseconds,
                                         pg::transaction_time(), column));
  return proof;
}

[[noreturn]] void refuse_pickup(const ErrorDefinition& error) {
  throw pg::Refused(Refusal(error).with("event", "pickup"));
}

}  // namespace

bool has_proof(const pg::Row& before, const pg::Row& after, pg::Schema system) {
  if (status_of(after) != freight::Status::completed) return false;
  const char* const column = "proof_of_delivery";
  const auto proof = freight::read_proof(proof_text(after, column), column);
  if (!proof) return pg::Row::differs(before, after, column);
  const auto rule = freight::parse_proof_rule(text_setting(system, "delivery.proof"));
  return freight::is_enough(rule.value(), proof.value(), CodeShown::is_right());
}

void check_delivery_proof(const pg::Row& before, pg::Row& after) {
  const char* const column = "proof_of_delivery";
  const bool is_new = pg::Row::differs(before, after, column) && !after.is_null(column);
  if (is_new) check_proof(after, column);
  if (!CodeShown::is_right()) return;
  const std::string shown = proof_text(after, column);
  const std::string_view rest = std::string_view(shown).substr(1);
  after.set(column, R"({"code_confirmed": true)" + std::string(rest == "}" ? "" : ", ") +
                        std::string(rest));
}

void pick_up(const pg::Row& before, pg::Row& after, freight::Actors actors, pg::Schema system) {
  if (is_picked_up(before)) refuse_pickup(errors::already_picked_up);
  if (status_of(before) != freight::Status::in_progress || actors == freight::client)
    throw pg::Refused(Refusal(errors::field_locked)
                          .with("field", "pickup_proof")
                          .with("status", before.get<std::string>("status")));
  const freight::Proof proof = check_proof(after, "pickup_proof");
  const bool is_transporter = (actors & freight::transporter) != 0;
  if (is_transporter && !proof.has_file()) refuse_pickup(errors::proof_required);
  if (!is_transporter && !proof.has_notes) refuse_pickup(errors::reason_required);
  after.set("pickup_confirmed_at", pg::Timestamp{pg::transaction_time()});
  const auto stages = freight::stages(price_of(after), after.get<std::int32_t>("commission_bps"),
                                      integer_setting(system, "payout.advance_at_pickup"));
  after.set("advance_paid", pg::value_or_raise(stages).advance);
}

}  // namespace socle::alogistics
