#include "pg/module.hpp"
#include "pg/direct_table.hpp"
#include "pg/enum.hpp"

#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

void start() {
  define_identity_settings();
  define_sign_in_settings();
  listen_for_access_changes();
  listen_for_setting_changes();
  pg::listen_for_shape_changes();
  pg::listen_for_enum_changes();
  start_worker_if_preloaded();
}

}  // namespace

}  // namespace socle

SOCLE_MODULE(socle::start);
