// What must happen in time to a job: the client pays, somebody takes it, the transporter comes.
// Source, research/logistics.md §4.14.
#pragma once

#include "alogistics/request_row.hpp"

namespace socle::alogistics {

inline constexpr std::string_view unpaid_assignment = "unpaid_assignment";
inline constexpr std::string_view unclaimed_request = "unclaimed_request";
inline constexpr std::string_view late_pickup = "late_pickup";

// After a step: what the request waited for ends, and what it waits for now begins.
void follow_deadlines(pg::Schema system, const pg::Row& before, const pg::Row& after);

// The handlers of run_due().
void end_unpaid_assignment(pg::Schema system, const Uuid& request, std::int32_t level);
void end_unclaimed_request(pg::Schema system, const Uuid& request, std::int32_t level);
void report_late_pickup(pg::Schema system, const Uuid& request, std::int32_t level);

}  // namespace socle::alogistics
