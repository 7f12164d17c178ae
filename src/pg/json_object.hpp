// A jsonb object in the making, from columns of rows: no text is written and parsed again.
#pragma once

#include "pg/json_rows.hpp"
#include "pg/trigger.hpp"

namespace socle::pg {

// Keys, rows and texts must outlive it. It lives in the memory context that was current when it was
// made, which is the caller's to free.
class JsonObject {
 public:
  JsonObject();

  // Members until close() belong to an object of this key.
  void open(const char* key);
  void close();

  // A column, by its name, whatever the settings of the session: times are ISO 8601 in UTC, NaN and
  // the infinities are texts.
  void add(const char* column, const Row& row);
  void add(const char* key, std::string_view text);

  // With as many close() as open() before; nothing can be added after.
  JsonDatum finish();

 private:
  JsonbParseState* state_ = nullptr;
};

}  // namespace socle::pg
