// Triggers of what is counted: a change adds to the figures what the row counts for now, and takes
// away what it counted for before. code/55_figures.sql says what a row counts for.
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

using pg::Timestamp;
using Text = std::string;

// Lines that a change leaves as they were fall out.
#define COUNTED(after, before)                                                        \
  "insert into alogistics.figures_queue (at, figure, detail, currency, times, total)" \
  " select at, figure, detail, currency, sum(times), sum(total) from ("               \
  "   select at, figure, detail, currency, times, total from alogistics." after       \
  "   union all"                                                                      \
  "   select at, figure, detail, currency, -times, -total from alogistics." before    \
  " ) as line group by at, figure, detail, currency having sum(times) <> 0 or sum(total) <> 0"

constinit pg::Statement<Timestamp, Text, bool, bool, Timestamp, Text, bool, bool> count_profile{
    COUNTED("profile_figures($1, $2, $3, $4)", "profile_figures($5, $6, $7, $8)")};
constinit pg::Statement<Timestamp, Timestamp, Timestamp, Timestamp, Timestamp, Timestamp, Timestamp,
                        Text, Text, std::int64_t, std::int64_t, Timestamp, Timestamp, Timestamp,
                        Timestamp, Timestamp, Timestamp, Timestamp, Text, Text, std::int64_t,
                        std::int64_t>
    count_request{
        COUNTED("request_figures($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                "request_figures($12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)")};
constinit pg::Statement<Timestamp, Timestamp, Text, Text, Text, std::int64_t, Text, Timestamp,
                        Timestamp, Text, Text, Text, std::int64_t, Text>
    count_dispute{COUNTED("dispute_figures($1, $2, $3, $4, $5, $6, $7)",
                          "dispute_figures($8, $9, $10, $11, $12, $13, $14)")};
constinit pg::Statement<Timestamp, std::int32_t, bool, bool, Timestamp, std::int32_t, bool, bool>
    count_rating{COUNTED("rating_figures($1, $2, $3, $4)", "rating_figures($5, $6, $7, $8)")};
#undef COUNTED

// The row before or after a change. Where there is none, every column is NULL.
class Side {
 public:
  explicit Side(const pg::Row* row) : row_(row) {}

  template <class T>
  std::optional<T> get(const char* column) const {
    if (row_ == nullptr) return std::nullopt;
    return row_->get<std::optional<T>>(column);
  }
  auto time(const char* column) const { return get<Timestamp>(column); }
  auto text(const char* column) const { return get<Text>(column); }

 private:
  const pg::Row* row_;
};

auto profile(const Side& row) {
  return std::make_tuple(row.time("created_at"), row.text("role"), row.get<bool>("is_verified"),
                         row.get<bool>("is_active"));
}

auto request(const Side& row) {
  return std::make_tuple(row.time("created_at"), row.time("validated_at"), row.time("assigned_at"),
                         row.time("paid_at"), row.time("completed_at"), row.time("cancelled_at"),
                         row.time("delivery_date"), row.text("status"), row.text("currency"),
                         row.get<std::int64_t>("final_price"),
                         row.get<std::int64_t>("platform_commission"));
}

auto dispute(const Side& row) {
  return std::make_tuple(row.time("created_at"), row.time("resolved_at"), row.text("status"),
                         row.text("category"), row.text("outcome"), row.get<std::int64_t>("refund"),
                         row.text("currency"));
}

auto rating(const Side& row) {
  return std::make_tuple(row.time("created_at"), row.get<std::int32_t>("score"),
                         row.get<bool>("published"), row.get<bool>("is_visible"));
}

template <class Statement, class Columns>
void count(Statement& statement, Columns columns, const Side& after, const Side& before) {
  std::apply([&](const auto&... values) { pg::Spi().run(statement, values...); },
             std::tuple_cat(columns(after), columns(before)));
}

void count_figures(pg::Trigger& trigger) {
  // Sign-up must not fail while an upgrade runs, so this asks for no version of the tables.
  const Side after(trigger.is_delete() ? nullptr : &trigger.new_row());
  const Side before(trigger.is_insert() ? nullptr : &trigger.old_row());
  const std::string table = trigger.table_name();
  const pg::AsRole owner(pg::owner_of(trigger.schema()));
  if (table == "profiles") return count(count_profile, profile, after, before);
  if (table == "transport_requests") return count(count_request, request, after, before);
  if (table == "disputes") return count(count_dispute, dispute, after, before);
  count(count_rating, rating, after, before);
}

constinit pg::Statement<> correct_figures{"select alogistics.correct_figures()"};

void rebuild_figures() {
  const pg::Schema system = require_tables();
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi().run(correct_figures);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_count_figures, socle::alogistics::count_figures);
SOCLE_EXPORT(alogistics_rebuild_figures, socle::alogistics::rebuild_figures);
