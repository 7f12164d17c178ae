// A transport request as the triggers see it.
#pragma once

#include "domain/freight/lifecycle.hpp"
#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"

namespace socle::alogistics {

inline Uuid request_id(const pg::Row& row) { return row.get<Uuid>("id"); }
inline Uuid client_of(const pg::Row& row) { return row.get<Uuid>("client_id"); }
inline std::optional<Uuid> transporter_of(const pg::Row& row) {
  return row.get<std::optional<Uuid>>("assigned_transporter_id");
}
inline std::string currency_of(const pg::Row& row) { return row.get<std::string>("currency"); }
inline money::Minor price_of(const pg::Row& row) { return row.get<std::int64_t>("final_price"); }
inline money::Minor advance_of(const pg::Row& row) { return row.get<std::int64_t>("advance_paid"); }
freight::Status status_of(const pg::Row& row);
freight::TransportType transport_type_of(const pg::Row& row);
std::optional<freight::VehicleType> vehicle_type_of(const pg::Row& row);

inline bool is_picked_up(const pg::Row& row) { return !row.is_null("pickup_confirmed_at"); }

// Who the caller is for a request of these two. Staff who are a party of it are that party only:
// nobody decides about his own job.
freight::Actors actors_of(const Caller& caller, const Uuid& client,
                          const std::optional<Uuid>& transporter);
inline freight::Actors actors_of(const Caller& caller, const pg::Row& row) {
  return actors_of(caller, client_of(row), transporter_of(row));
}

// The word of the enum in SQL, if there is one.
std::optional<freight::VehicleType> parse_vehicle(const std::optional<std::string>& word);

// Refuses all but active clients, asked for by themselves, by staff or by the system.
void check_client(pg::Schema system, const Caller& caller, const Uuid& client);

// Refuses what the client said if it is no transport, or one of the past.
void check_draft(const pg::Row& row);

// Refuses a price, reason or proof that the table would refuse too, but in words of its own.
void check_step(const pg::Row& row);

// True if any column that the client filled in differs.
bool differs_in_draft(const pg::Row& before, const pg::Row& after);

}  // namespace socle::alogistics
