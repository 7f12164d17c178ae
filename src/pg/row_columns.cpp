#include "pg/row_columns.hpp"

namespace socle::pg {

std::vector<const char*> column_names(const Trigger& trigger) {
  const Oid table = trigger.table();
  // Open and locked by the statement that fired the trigger, so what is known of it stays.
  TupleDesc const shape = call([&] {
    Relation const relation = relation_open(table, NoLock);
    TupleDesc const found = RelationGetDescr(relation);
    relation_close(relation, NoLock);
    return found;
  });
  std::vector<const char*> names;
  names.reserve(static_cast<std::size_t>(shape->natts));
  for (int number = 0; number < shape->natts; ++number) {
    const Form_pg_attribute attribute = TupleDescAttr(shape, number);
    if (!attribute->attisdropped) names.push_back(NameStr(attribute->attname));
  }
  return names;
}

}  // namespace socle::pg
