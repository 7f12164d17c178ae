// Triggers of what is counted: a change adds to the figures what the row counts for now, and takes
// away what it counted for before. The recount asks the same of every row.
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "domain/figures/counting.hpp"
#include "pg/direct_table.hpp"
#include "pg/set_result.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

// As extension/shared/figures.sql makes it.
constexpr pg::ExpectedColumn columns[] = {
    {"at", "timestamptz"}, {"figure", "text"}, {"detail", "text"},
    {"currency", "text"},  {"times", "int8"},  {"total", "int8"},
};
constexpr pg::DirectTable queue{"figures_queue", columns, pg::checked_here, ""};

// The row before or after a change. Where there is none, every column is NULL.
class Side {
 public:
  explicit Side(const pg::Row* row) : row_(row) {}

  template <class T>
  std::optional<T> get(const char* column) {
    if (row_ == nullptr) return std::nullopt;
    return row_->get<std::optional<T>>(column);
  }

 private:
  const pg::Row* row_;
};

// The same columns as the arguments of a function, asked for in their order.
class Given {
 public:
  Given(FunctionCallInfo fcinfo, std::size_t count) : fcinfo_(fcinfo) {
    pg::require_arguments(fcinfo, count);
  }

  template <class T>
  std::optional<T> get(const char*) {
    return pg::argument<std::optional<T>>(fcinfo_, next_++);
  }

 private:
  FunctionCallInfo fcinfo_;
  std::size_t next_ = 0;
};

template <class Source>
figures::Time time(Source& row, const char* column) {
  const auto value = row.template get<pg::Timestamp>(column);
  if (!value) return std::nullopt;
  return value->microseconds;
}
template <class Source>
figures::Text text(Source& row, const char* column) {
  return row.template get<std::string>(column);
}
template <class Source>
figures::Number number(Source& row, const char* column) {
  return row.template get<std::int64_t>(column);
}
template <class Source>
figures::Flag flag(Source& row, const char* column) {
  return row.template get<bool>(column);
}

template <class Source>
figures::Lines count_profile(Source row) {
  return count(figures::Profile{time(row, "created_at"), text(row, "role"),
                                flag(row, "is_verified"), flag(row, "is_active")});
}

template <class Source>
figures::Lines count_request(Source row) {
  return count(
      figures::Request{time(row, "created_at"), time(row, "validated_at"), time(row, "assigned_at"),
                       time(row, "paid_at"), time(row, "completed_at"), time(row, "cancelled_at"),
                       time(row, "delivery_date"), text(row, "status"), text(row, "currency"),
                       number(row, "final_price"), number(row, "platform_commission")});
}

template <class Source>
figures::Lines count_dispute(Source row) {
  return count(figures::Dispute{time(row, "created_at"), time(row, "resolved_at"),
                                text(row, "status"), text(row, "category"), text(row, "outcome"),
                                number(row, "refund"), text(row, "currency")});
}

template <class Source>
figures::Lines count_rating(Source row) {
  const figures::Time created_at = time(row, "created_at");
  const auto score = row.template get<std::int32_t>("score");
  return count(figures::Rating{created_at, score ? figures::Number(*score) : std::nullopt,
                               flag(row, "published"), flag(row, "is_visible")});
}

figures::Lines count_row(std::string_view table, const Side& row) {
  if (table == "profiles") return count_profile(row);
  if (table == "transport_requests") return count_request(row);
  if (table == "disputes") return count_dispute(row);
  return count_rating(row);
}

void count_figures(pg::Trigger& trigger) {
  // Sign-up must not fail while an upgrade runs, so this asks for no version of the tables.
  const std::string table = trigger.table_name();
  const figures::Lines lines =
      figures::subtract(count_row(table, Side(trigger.is_delete() ? nullptr : &trigger.new_row())),
                        count_row(table, Side(trigger.is_insert() ? nullptr : &trigger.old_row())));
  if (lines.empty()) return;
  std::vector<NullableDatum> values;
  values.reserve(lines.size() * std::size(columns));
  for (const figures::Line& line : lines)
    for (const NullableDatum& value :
         {pg::write_datum(pg::Timestamp{line.at}), pg::write_datum(line.figure),
          pg::write_datum(line.detail), pg::write_datum(line.currency), pg::write_datum(line.times),
          pg::write_datum(line.total)})
      values.push_back(value);
  const pg::AsRole owner(pg::owner_of(trigger.schema()));
  pg::OpenTable(trigger.schema(), queue).insert_rows(values.data(), lines.size());
}

Datum answer(FunctionCallInfo fcinfo, const figures::Lines& lines) {
  pg::SetResult table(fcinfo);
  for (const figures::Line& line : lines)
    table.add(pg::Timestamp{line.at}, line.figure, line.detail, line.currency, line.times,
              line.total);
  return 0;
}

Datum profile_figures(FunctionCallInfo fcinfo) {
  return answer(fcinfo, count_profile(Given(fcinfo, 4)));
}
Datum request_figures(FunctionCallInfo fcinfo) {
  return answer(fcinfo, count_request(Given(fcinfo, 11)));
}
Datum dispute_figures(FunctionCallInfo fcinfo) {
  return answer(fcinfo, count_dispute(Given(fcinfo, 7)));
}
Datum rating_figures(FunctionCallInfo fcinfo) {
  return answer(fcinfo, count_rating(Given(fcinfo, 4)));
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
SOCLE_ENTRY(alogistics_profile_figures, socle::alogistics::profile_figures);
SOCLE_ENTRY(alogistics_request_figures, socle::alogistics::request_figures);
SOCLE_ENTRY(alogistics_dispute_figures, socle::alogistics::dispute_figures);
SOCLE_ENTRY(alogistics_rating_figures, socle::alogistics::rating_figures);
SOCLE_EXPORT(alogistics_rebuild_figures, socle::alogistics::rebuild_figures);
