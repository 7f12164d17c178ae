// Triggers of ratings: who may say what of whom, when others see it, and what it does to averages.
#include "domain/freight/rating.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/job.hpp"
#include "alogistics/ratings.hpp"
#include "alogistics/words.hpp"
#include "domain/utf8.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/deadlines.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constexpr std::string_view window_kind = "rating_window";
constexpr std::ptrdiff_t text_characters_max = 1000;

constinit pg::Statement<Uuid, Uuid> has_other_statement{
    "select exists (select from alogistics.ratings where request_id = $1 and rater_id <> $2)"};
constinit pg::Statement<Uuid> has_published_statement{
    "select exists (select from alogistics.ratings where request_id = $1 and published)"};
constinit pg::Statement<Uuid, Uuid> has_own_statement{
    "select exists (select from alogistics.ratings where request_id = $1 and rater_id = $2)"};
// In one order, so that two who publish never wait for each other's counts.
constinit pg::Statement<Uuid> lock_unpublished{
    "select id, rated_id from alogistics.ratings where request_id = $1 and not published"
    " order by rated_id for no key update"};
constinit pg::Statement<Uuid> publish_one{
    "update alogistics.ratings set published = true where id = $1"};
constinit pg::Statement<Uuid, std::int32_t, std::int32_t> count_statement{
    "update alogistics.profiles set rating_count = rating_count + $2, rating_sum = rating_sum + $3"
    " where id = $1"};

constexpr const char* fixed_columns[] = {"id",       "request_id",     "rater_id",
                                         "rated_id", "window_ends_at", "created_at"};

[[noreturn]] void refuse_event(std::string_view event, std::string_view allowed_for) {
  throw pg::Refused(
      Refusal(errors::not_allowed).with("event", event).with_json("allowed_for", allowed_for));
}

[[noreturn]] void refuse_locked(std::string_view field) {
  throw pg::Refused(Refusal(errors::field_locked).with("field", field));
}

// What is committed now counts, in every isolation level.
bool has_rated_by_now(const Uuid& request, const Uuid& rater) {
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  return std::get<0>(*spi.row<bool>(has_own_statement, request, rater));
}

// Who has read the other's rating, because staff deleted his own published one, does not answer it.
void check_unread(const Uuid& request) {
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  if (std::get<0>(*spi.row<bool>(has_published_statement, request)))
    throw pg::Refused(Refusal(errors::rating_closed).with("reason", "published"));
}

bool has_other(pg::Spi& spi, const Uuid& request, const Uuid& rater) {
  return std::get<0>(*spi.row<bool>(has_other_statement, request, rater));
}

void prepare_new(pg::Row& row, const Caller& caller, pg::Schema system) {
  check_given(row, "rater_id");
  check_given(row, "request_id");
  check_given(row, "score");
  const Uuid rater = row.get<Uuid>("rater_id");
  if (!caller.is_system && caller.user != rater)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(rater)));
  // Locked, so that of two parties who rate at once the second sees the first.
  const Job job = lock_job(row.get<Uuid>("request_id"));
  std::optional<freight::Instant> completed_at;
  if (job.completed_at) completed_at = job.completed_at->microseconds;
  const std::int64_t days = integer_setting(system, "rating.window_days");
  const Uuid rated = pg::value_or_raise(
      freight::check_rating({job.client, job.transporter, job.status, completed_at}, rater,
                            row.get<std::int32_t>("score"), has_rated_by_now(job.id, rater), days,
                            pg::transaction_time()));
  check_unread(job.id);
  check_length(row, "comment", 0, text_characters_max);
  row.set("rated_id", rated);
  row.set("window_ends_at", pg::Timestamp{freight::window_end(*completed_at, days)});
  row.set("published", false);
  row.set("is_visible", true);
  row.set_null("hidden_reason");
  row.set("created_at", pg::Timestamp{pg::transaction_time()});
}

freight::GivenRating given(const pg::Row& row) {
  pg::Spi spi;
  return {!row.get<bool>("is_visible"),
          has_other(spi, row.get<Uuid>("request_id"), row.get<Uuid>("rater_id")),
          row.get<pg::Timestamp>("window_ends_at").microseconds};
}

void edit(const pg::Row& before, const pg::Row& after, const Caller& caller) {
  if (!caller.is_system && caller.user != before.get<Uuid>("rater_id"))
    refuse_event("edit", R"(["author","system"])");
  check_given(after, "score");
  check_length(after, "comment", 0, text_characters_max);
  pg::check(
      freight::check_edit(given(before), after.get<std::int32_t>("score"), pg::transaction_time()));
}

// Nobody hides what was said of him or by him.
void hide_or_show(pg::Row& row, const Caller& caller) {
  const bool is_own =
      caller.user == row.get<Uuid>("rater_id") || caller.user == row.get<Uuid>("rated_id");
  if (is_own || (!caller.is_system && !caller.access.is_staff()))
    refuse_event("hide", R"(["staff","system"])");
  check_given(row, "is_visible");
  if (row.get<bool>("is_visible")) return row.set_null("hidden_reason");
  const auto reason = row.get<OptionalText>("hidden_reason");
  if (is_blank(reason.value_or("")))
    throw pg::Refused(Refusal(errors::reason_required).with("event", "hide"));
  check_length(row, "hidden_reason", 1, text_characters_max);
}

// Published when its time has come, and for good.
void check_published(const pg::Row& before, const pg::Row& after) {
  freight::GivenRating rating = given(before);
  rating.is_hidden = false;
  if (after.is_null("published") || !after.get<bool>("published") ||
      !freight::is_visible(rating, pg::transaction_time()))
    refuse_locked("published");
}

void prepare_change(pg::Row& before, pg::Row& after, const Caller& caller) {
  for (const char* column : fixed_columns)
    if (pg::Row::differs(before, after, column)) refuse_locked(column);
  if (pg::Row::differs(before, after, "score") || pg::Row::differs(before, after, "comment"))
    edit(before, after, caller);
  if (pg::Row::differs(before, after, "is_visible") ||
      pg::Row::differs(before, after, "hidden_reason"))
    hide_or_show(after, caller);
  if (pg::Row::differs(before, after, "published")) check_published(before, after);
}

void prepare_rating(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  if (trigger.is_insert())
    prepare_new(trigger.new_row(), caller, system);
  else
    prepare_change(trigger.old_row(), trigger.new_row(), caller);
}

void publish(const Uuid& request) {
  pg::Spi spi;
  for (const auto& [id, rated] : spi.rows<Uuid, Uuid>(lock_unpublished, request))
    spi.run(publish_one, id);
}

// The second rating publishes both; the first waits for it until the window ends. A snapshot that
// hides the first cannot set its deadline once more: that is a serialization failure, and tried
// again.
void follow_new(const pg::Row& row, pg::Schema system) {
  const Uuid request = row.get<Uuid>("request_id");
  pg::Spi spi;
  if (has_other(spi, request, row.get<Uuid>("rater_id"))) return publish(request);
  deadlines::set(system, window_kind, request, row.get<pg::Timestamp>("window_ends_at"));
}

bool counts(const pg::Row& row) {
  return row.get<bool>("published") && row.get<bool>("is_visible");
}

void tell_rated(pg::Spi& spi, pg::Schema system, const pg::Row& row) {
  const Uuid request = row.get<Uuid>("request_id");
  const notifications::Parameter parameters[] = {
      {"score", std::to_string(row.get<std::int32_t>("score"))}, {"route", route_of(spi, request)}};
  notify(spi, system, row.get<Uuid>("rated_id"), "rating.published.rated", parameters, request);
}

void follow_rating(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  if (trigger.is_insert()) return follow_new(trigger.new_row(), system);
  const pg::Row& before = trigger.old_row();
  std::int32_t count = 0, sum = 0;
  const auto add = [&](const pg::Row& row, std::int32_t sign) {
    if (!counts(row)) return;
    count += sign;
    sum += sign * row.get<std::int32_t>("score");
  };
  add(before, -1);
  if (trigger.is_update()) add(trigger.new_row(), 1);
  pg::Spi spi;
  if (count != 0 || sum != 0) spi.run(count_statement, before.get<Uuid>("rated_id"), count, sum);
  const bool is_published = trigger.is_update() && !before.get<bool>("published") &&
                            trigger.new_row().get<bool>("published");
  if (is_published && counts(trigger.new_row())) tell_rated(spi, system, trigger.new_row());
}

}  // namespace

// Whether its time has really come, the trigger decides once more.
void end_rating_window(pg::Schema, const Uuid& request, std::int32_t) {
  lock_job(request, false);
  publish(request);
}

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_rating, socle::alogistics::prepare_rating);
SOCLE_TRIGGER(alogistics_follow_rating, socle::alogistics::follow_rating);
