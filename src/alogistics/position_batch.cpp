#include "alogistics/position_batch.hpp"

#include <algorithm>
#include <limits>

#include "alogistics/checks.hpp"
#include "domain/tracking/instant.hpp"

namespace socle::alogistics {

namespace {

using tracking::Fix;

constexpr std::size_t points_max = 5'000;

enum Member { t, lat, lng, accuracy, speed, heading, status, notes };
constexpr std::string_view members[] = {"t",     "lat",     "lng",    "accuracy",
                                        "speed", "heading", "status", "notes"};

// One point. What is malformed makes it invalid: is_good is false then.
class PointReader {
 public:
  PointReader(const pg::JsonRows& rows, std::size_t row) : rows_(rows), row_(row) {}

  std::optional<double> number(Member member) {
    const pg::JsonField& field = rows_.at(row_, member);
    if (field.kind == pg::JsonField::Kind::number) return field.number;
    refuse_unless_absent(field);
    return std::nullopt;
  }
  std::optional<std::string> text(Member member, std::size_t length_max) {
    const pg::JsonField& field = rows_.at(row_, member);
    if (field.kind != pg::JsonField::Kind::text) {
      refuse_unless_absent(field);
      return std::nullopt;
    }
    // Characters: bytes that begin one.
    const auto length = std::count_if(field.text.begin(), field.text.end(),
                                      [](char byte) { return (byte & 0xC0) != 0x80; });
    if (static_cast<std::size_t>(length) > length_max) is_good_ = false;
    return std::string(field.text);
  }
  std::optional<Instant> time() const {
    const pg::JsonField& field = rows_.at(row_, t);
    if (field.kind == pg::JsonField::Kind::number)
      return tracking::instant_of_unix_ms(field.number);
    if (field.kind == pg::JsonField::Kind::text) return tracking::parse_instant(field.text);
    return std::nullopt;
  }
  bool is_good() const { return is_good_; }

 private:
  void refuse_unless_absent(const pg::JsonField& field) {
    if (field.kind != pg::JsonField::Kind::missing && field.kind != pg::JsonField::Kind::null)
      is_good_ = false;
  }

  const pg::JsonRows& rows_;
  std::size_t row_;
  bool is_good_ = true;
};

// What no row can hold is a fix that the domain calls invalid.
constexpr Fix invalid_fix{std::numeric_limits<Instant>::min(), {0, 0}, {}, {}, {}};

}  // namespace

PointRows::PointRows(const pg::JsonDatum& positions) : rows_(positions, members) {
  if (!rows_.is_array()) refuse_value("positions", "not a JSON array");
  if (rows_.size() > points_max) refuse_value("positions", "more than 5000 points");
}

Batch PointRows::read() {
  rows_.read();
  Batch batch;
  batch.fixes.reserve(rows_.size());
  batch.remarks.reserve(rows_.size());
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    PointReader point(rows_, row);
    const auto time = point.time();
    const auto north = point.number(lat);
    const auto east = point.number(lng);
    const auto accuracy_m = point.number(accuracy);
    const auto kmh = point.number(speed);
    const auto heading_deg = point.number(heading);
    const auto mps = kmh ? std::optional(mps_of(*kmh)) : std::nullopt;
    Remark remark{point.text(status, 50), point.text(notes, 1000)};
    const bool is_good = point.is_good() && time && north && east;
    batch.fixes.push_back(is_good ? Fix{*time, {*north, *east}, accuracy_m, mps, heading_deg}
                                  : invalid_fix);
    batch.remarks.push_back(is_good ? std::move(remark) : Remark{});
  }
  return batch;
}

}  // namespace socle::alogistics
