// Journeys and their positions as rows: what recording reads and writes. Needs the rights of the
// owner.
#pragma once

#include "domain/tracking/track.hpp"
#include "pg/security.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

using tracking::Instant;

// A journey whose row is locked until the transaction ends: two batches for one job are one after
// the other.
struct Journey {
  Uuid request, client, transporter, vehicle;
  Instant watch_from;
  std::optional<Instant> opened_at, closed_at, first_at, last_at;
  std::optional<Instant> current_at;  // of the latest counted position
  tracking::Centimetres distance_cm;

  // Positions of before this time can be told; they never end while the job goes on.
  Instant watch_until() const;
};

// Speeds are stored in km/h to three decimals, so that one that is read is the one that was judged.
inline constexpr double kmh_per_mps = 3.6;
double mps_of(double kmh);
double kmh_of(double mps);

// 128 random bits, base64url.
std::string new_tracking_token();

// The first journey of a job that has just been assigned, and the fences at its places; false if it
// had one already.
bool start_journey(pg::Schema system, const pg::Row& request);

// Makes or renews the journey of a job that has a transporter, and the fences at its places. What a
// former transporter drove is no part of it.
void open_journey(pg::Spi& spi, pg::Schema system, const Uuid& request);

// Nothing if the request has no transporter or does not exist.
std::optional<Journey> lock_journey(pg::Spi& spi, pg::Schema system, const Uuid& request);

// What a device says of a position besides where it is.
struct Remark {
  std::optional<std::string> status, notes;
  bool is_empty() const { return !status && !notes; }
  auto operator<=>(const Remark&) const = default;
};

// What a merge must see of the journey's positions (tracking::merge).
std::vector<tracking::Row> positions_around(pg::Spi& spi, const Journey& journey,
                                            const tracking::TimeSpan& span);

// The counted positions from an instant on, and the last one before it.
std::vector<tracking::Row> counted_from(pg::Spi& spi, const Uuid& request, Instant from);
std::optional<tracking::Row> last_counted_before(pg::Spi& spi, const Uuid& request,
                                                 Instant watch_from, Instant instant);

// New positions, and new values of stored ones. `remarks` is one for each row; an updated row takes
// over its remark and time of arrival if it is another fix than the stored one (`replaced`).
void insert_positions(pg::Spi& spi, const Journey& journey, const std::vector<tracking::Row>& rows,
                      const std::vector<Remark>& remarks, Instant received_at);
void update_positions(pg::Spi& spi, const Journey& journey, const std::vector<tracking::Row>& rows,
                      const std::vector<Remark>& remarks, const std::vector<bool>& replaced,
                      Instant received_at);

// Stores remarks that came with a fix which is stored already. Of two, the greater one stays, so
// that their order makes no difference.
void add_remark(pg::Spi& spi, const Uuid& request, Instant device_time, const Remark& remark);

// Brings the journey's sums and its current position up to date.
void update_journey(pg::Spi& spi, const Journey& journey, const tracking::Merge& merge);

}  // namespace socle::alogistics
