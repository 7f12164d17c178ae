// Rows of an open table by INSERT and DELETE, where something is attached that only the executor
// knows.
#include "pg/direct_shape.hpp"

namespace socle::pg {

namespace {

constexpr std::size_t columns_max = 32;

// The functions below run inside call(): they raise, and own nothing.

const char* quoted_name(Relation relation) {
  return quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
                                    RelationGetRelationName(relation));
}

SPIPlanPtr prepare(const char* text, int count, Oid* types) {
  SPIPlanPtr const plan = SPI_prepare(text, count, types);
  if (plan == nullptr) elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
  SPI_keepplan(plan);
  return plan;
}

SPIPlanPtr prepare_insert(Relation relation, const DirectTable& definition) {
  StringInfoData text;
  initStringInfo(&text);
  appendStringInfo(&text, "insert into %s (", quoted_name(relation));
  const int count = static_cast<int>(definition.columns.size());
  Oid types[columns_max];
  for (int i = 0; i < count; ++i) {
    types[i] = TupleDescAttr(RelationGetDescr(relation), i)->atttypid;
    appendStringInfo(&text, "%s%s", i == 0 ? "" : ", ",
                     quote_identifier(definition.columns[static_cast<std::size_t>(i)].name));
  }
  appendStringInfoString(&text, ") overriding system value values (");
  for (int i = 0; i < count; ++i) appendStringInfo(&text, "%s$%d", i == 0 ? "" : ", ", i + 1);
  appendStringInfoChar(&text, ')');
  return prepare(text.data, count, types);
}

SPIPlanPtr prepare_delete(Relation relation) {
  Oid types[] = {TIDOID};
  return prepare(psprintf("delete from %s where ctid = $1", quoted_name(relation)), 1, types);
}

}  // namespace

void insert_by_statement(Relation relation, DirectShape& shape, const NullableDatum* rows,
                         std::size_t count) {
  const std::size_t columns = shape.definition->columns.size();
  if (columns > columns_max) elog(ERROR, "too many columns");
  if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
  if (shape.statement == nullptr) shape.statement = prepare_insert(relation, *shape.definition);
  SPIPlanPtr const plan = shape.statement;
  for (std::size_t row = 0; row < count; ++row) {
    Datum values[columns_max];
    char nulls[columns_max];
    for (std::size_t i = 0; i < columns; ++i) {
      values[i] = rows[row * columns + i].value;
      nulls[i] = rows[row * columns + i].isnull ? 'n' : ' ';
    }
    const int code = SPI_execute_plan(plan, values, nulls, false, 0);
    if (code < 0) elog(ERROR, "SPI_execute_plan: %s", SPI_result_code_string(code));
  }
  SPI_finish();
}

void delete_by_statement(Relation relation, DirectShape& shape, ItemPointer place) {
  if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
  if (shape.removal == nullptr) shape.removal = prepare_delete(relation);
  Datum values[] = {PointerGetDatum(place)};
  const int code = SPI_execute_plan(shape.removal, values, nullptr, false, 0);
  if (code < 0) elog(ERROR, "SPI_execute_plan: %s", SPI_result_code_string(code));
  SPI_finish();
}

}  // namespace socle::pg
