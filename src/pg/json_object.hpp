// A jsonb object in the making, from columns of rows: no text is written and parsed again.
#pragma once

#include <array>
#include <vector>

#include "pg/json_container.hpp"
#include "pg/json_rows.hpp"
#include "pg/trigger.hpp"

namespace socle::pg {

// The keys of an object must differ; they, rows and texts must outlive it. Values are in the memory
// that is current when they are added.
class JsonObject {
 public:
  JsonObject() { members_.reserve(16); }
  // Members until close() belong to an object of this key. At most four are open at once.
  void open(std::string_view key);
  void close();

  // A column, by its name, whatever the settings of the session: times are ISO 8601 in UTC, NaN and
  // the infinities are texts.
  void add(const Column& column, const Row& row);
  void add(std::string_view key, std::string_view text);

  // With as many close() as open() before; nothing can be added after.
  JsonDatum finish();

 private:
  struct Open {
    std::string_view key;
    std::size_t first = 0;  // of its members
  };
  std::vector<JsonMember> members_;
  std::array<Open, 4> open_;
  std::size_t depth_ = 0;
};

}  // namespace socle::pg
