#include "pg/module.hpp"

#include "pg/bell.hpp"
#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/kept_checks.hpp"
#include "pg/keyed_rows.hpp"

#include "socle/access.hpp"
#include "socle/error_ring.hpp"
#include "socle/identity.hpp"
#include "socle/request.hpp"
#include "socle/sessions.hpp"
#include "socle/signing_keys.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

void start() {
  define_identity_settings();
  define_request_settings();
  define_key_settings();
  define_session_settings();
  listen_for_access_changes();
  listen_for_session_changes();
  listen_for_setting_changes();
  listen_for_statements();
  listen_for_audited_tables();
  listen_for_text_changes();
  listen_for_webhook_changes();
  pg::listen_for_shape_changes();
  pg::listen_for_keyed_tables();
  pg::keep_checks_of("socle_owner");
  pg::listen_for_enum_changes();
  start_worker_if_preloaded();
  start_event_stream();
  start_limits();
  pg::request_bell();
  start_error_capture();
  start_metrics();
}

}  // namespace

}  // namespace socle

SOCLE_MODULE(socle::start);
