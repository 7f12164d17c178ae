#include "pg/error_reports.hpp"

#include <array>

namespace socle::pg {

namespace {

constinit std::array<ErrorReported, 4> listeners{};
constinit std::size_t listener_count = 0;
constinit emit_log_hook_type outer_hook = nullptr;

void tell(ErrorData* error) {
  if (error->elevel >= ERROR)
    for (std::size_t number = 0; number < listener_count; ++number) listeners[number](*error);
  if (outer_hook != nullptr) outer_hook(error);
}

}  // namespace

void on_error_report(ErrorReported listener) {
  if (listener_count == listeners.size()) return;
  if (listener_count == 0) {
    outer_hook = emit_log_hook;
    emit_log_hook = tell;
  }
  listeners[listener_count++] = listener;
}

}  // namespace socle::pg
