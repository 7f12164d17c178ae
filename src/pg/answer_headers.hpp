// A refusal whose HTTP answer carries headers.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// Raised as an error of PostgREST's own SQLSTATE, the only one that it takes headers from: MESSAGE
// is the body of the answer, as for every refusal, and DETAIL says status and headers.
class RefusedWithHeaders : public Refused {
 public:
  // `headers` is a JSON object: {"Retry-After":"7"}.
  RefusedWithHeaders(Refusal refusal, std::string headers, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE())
      : Refused(std::move(refusal), file, line), headers_(std::move(headers)) {}

  const std::string& headers() const { return headers_; }

 private:
  std::string headers_;
};

}  // namespace socle::pg
