#include "pg/row_columns.hpp"

#include <algorithm>

namespace socle::pg {

std::vector<Column> columns_of(const Trigger& trigger) {
  TupleDesc const shape = trigger.shape();
  std::vector<Column> columns;
  columns.reserve(static_cast<std::size_t>(shape->natts));
  for (int number = 1; number <= shape->natts; ++number) {
    const Form_pg_attribute attribute = TupleDescAttr(shape, number - 1);
    if (!attribute->attisdropped)
      columns.push_back({NameStr(attribute->attname), number, attribute->atttypid});
  }
  return columns;
}

Column column_of(const Trigger& trigger, std::string_view name) {
  for (Column& column : columns_of(trigger))
    if (column.name == name) return std::move(column);
  const int length = static_cast<int>(name.size());
  call([&] {
    ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
            errmsg("no column \"%.*s\"", length, name.data()));
  });
  pg_unreachable();
}

}  // namespace socle::pg
