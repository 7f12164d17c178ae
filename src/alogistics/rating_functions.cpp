// rate_transport(), hide_rating(), show_rating(). The rules are in the triggers: ratings.cpp.
#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "pg/spi.hpp"
#include "socle/idempotency.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, Uuid, std::int32_t, std::string> insert_rating{
    "insert into alogistics.ratings (request_id, rater_id, score, comment)"
    " values ($1, $2, $3, $4) returning id"};
constinit pg::Statement<Uuid, std::string> hide_statement{
    "update alogistics.ratings set is_visible = false, hidden_reason = $2 where id = $1"};
constinit pg::Statement<Uuid> show_statement{
    "update alogistics.ratings set is_visible = true, hidden_reason = null where id = $1"};

Uuid rate_transport(const OptionalUuid& request, const std::optional<std::int32_t>& score,
                    const OptionalText& comment, const OptionalText& key) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid id = require(request, "request_uuid");
  const std::int32_t points = require(score, "score");
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  return once(system, "rate_transport", key, Arguments(id, points, comment), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    return std::get<0>(
        pg::Spi().row<Uuid>(insert_rating, id, *caller.user, points, comment).value());
  });
}

bool hide_rating(const OptionalUuid& rating, const OptionalText& reason) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(rating, "rating_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(hide_statement, id, reason) == 0) refuse_missing("rating", id);
  return true;
}

bool show_rating(const OptionalUuid& rating) {
  const pg::Schema system = require_tables();
  require_staff(system);
  const Uuid id = require(rating, "rating_uuid");
  const pg::AsRole owner(pg::owner_of(system));
  if (pg::Spi().run(show_statement, id) == 0) refuse_missing("rating", id);
  return true;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_rate_transport, socle::alogistics::rate_transport);
SOCLE_EXPORT(alogistics_hide_rating, socle::alogistics::hide_rating);
SOCLE_EXPORT(alogistics_show_rating, socle::alogistics::show_rating);
