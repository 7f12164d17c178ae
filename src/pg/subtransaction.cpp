#include "pg/subtransaction.hpp"

namespace socle::pg {

std::optional<Failure> take_failure() {
  ErrorData* const report = call([] { return CopyErrorData(); });
  if (report->sqlerrcode == ERRCODE_QUERY_CANCELED || report->elevel > ERROR) return std::nullopt;
  Failure failure{unpack_sql_state(report->sqlerrcode),
                  report->message != nullptr ? report->message : "",
                  report->constraint_name != nullptr ? report->constraint_name : ""};
  call([&] {
    FlushErrorState();
    FreeErrorData(report);
  });
  return failure;
}

std::string sqlstate_of_error() { return unpack_sql_state(geterrcode()); }

}  // namespace socle::pg
