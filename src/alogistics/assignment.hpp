#pragma once

#include "alogistics/request_row.hpp"
#include "domain/freight/assignment.hpp"

namespace socle::alogistics {

// What is asked of a carrier: which job, and when.
struct Wanted {
  Uuid request;
  freight::Job job;
  pg::Timestamp from, to;
};

Wanted wanted_by(pg::Schema system, const pg::Row& request);

// The same of a request that stands in the table; `not_found` if there is none. Needs the rights
// of the owner.
Wanted wanted_at(pg::Schema system, const Uuid& request);

// As the domain counts: days since 2000-01-01.
std::optional<std::int32_t> days(const std::optional<pg::Date>& date);

// A vehicle by its columns, without its jobs.
freight::Vehicle vehicle_of(const Uuid& owner, const std::string& type, double capacity_kg,
                            std::optional<double> capacity_m3, bool is_available, bool is_verified,
                            const std::optional<pg::Date>& insurance_expiry,
                            const std::optional<pg::Date>& inspection_expiry);

// The day, counted from 2000-01-01, that a time falls on where the platform works.
std::int32_t day_of(pg::Schema system, pg::Timestamp time);

// Which papers an assignment asks for, by the settings.
freight::Papers required_papers(pg::Schema system);

// Refuses an assignment that may not be, with every reason (see domain/freight/assignment.hpp).
// Locks transporter and vehicle in this order, so that of two assignments of one of them the
// second sees the first. Needs the rights of the owner.
void check_assignment(pg::Schema system, const Wanted& wanted, const Uuid& transporter,
                      const Uuid& vehicle);

// The same for a request to which both were given just now.
void check_assignment(pg::Schema system, const pg::Row& request);

// Refuses a transporter whose account was closed, or whose papers were withdrawn, since he was
// assigned (`transporter_inactive`, `transporter_not_verified`).
void check_carrier(const pg::Row& request);

}  // namespace socle::alogistics
