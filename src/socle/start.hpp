// What each part of the library does when it is loaded.
#pragma once

namespace socle {

void listen_for_audited_tables();
void listen_for_setting_changes();
void listen_for_statements();
void listen_for_text_changes();
void listen_for_webhook_changes();
void start_worker_if_preloaded();
void start_event_stream();
void start_limits();
void start_metrics();

// The database that the library's processes serve; empty for none.
const char* served_database();

// How many processes of it run functions as jobs, at most job_workers_max.
inline constexpr int job_workers_max = 16;
int job_workers();

// True if the server loaded the library at its start: shared memory and the worker are there.
bool is_preloaded();

}  // namespace socle
