#include "pg/direct_shape.hpp"

#include "pg/cache.hpp"
#include "pg/known_function.hpp"

namespace socle::pg {

namespace {

constexpr std::size_t shapes_max = 64;
constinit std::array<DirectShape, shapes_max> shapes;
constinit std::size_t next_shape = 0;

void functions_changed() noexcept {
  for (DirectShape& shape : shapes)
    if (!shape.checks.empty() || !shape.triggers.empty()) shape.is_known = false;
}

void table_changed(Oid table) noexcept {
  for (DirectShape& shape : shapes)
    if (table == InvalidOid || shape.table == table) shape.is_known = false;
}

DirectShape& slot_for(Schema schema, const DirectTable& definition) {
  for (DirectShape& shape : shapes)
    if (shape.definition == &definition && shape.schema == schema.oid) return shape;
  DirectShape& shape = shapes[next_shape];
  next_shape = (next_shape + 1) % shapes_max;
  shape.is_known = false;
  shape.table = InvalidOid;
  shape.definition = &definition;
  shape.schema = schema.oid;
  return shape;
}

// The functions below run inside call(): they raise, and own nothing.

void check_columns(Relation relation, const DirectTable& definition) {
  TupleDesc const columns = RelationGetDescr(relation);
  const int expected = static_cast<int>(definition.columns.size());
  for (int i = 0; i < expected; ++i) {
    const ExpectedColumn& column = definition.columns[static_cast<std::size_t>(i)];
    if (i >= columns->natts) refuse_shape(relation, "column is missing", column.name);
    Form_pg_attribute const found = TupleDescAttr(columns, i);
    HeapTuple const type = SearchSysCache1(TYPEOID, ObjectIdGetDatum(found->atttypid));
    const bool is_right =
        HeapTupleIsValid(type) && !found->attisdropped &&
        strcmp(NameStr(found->attname), column.name) == 0 &&
        strcmp(NameStr(((Form_pg_type)GETSTRUCT(type))->typname), column.type) == 0;
    if (HeapTupleIsValid(type)) ReleaseSysCache(type);
    if (!is_right) refuse_shape(relation, "column is of another name or type", column.name);
  }
}

// A primary key of other columns would be searched for what it does not hold.
void check_key(Relation relation, const DirectTable& definition, Oid primary_key) {
  if (definition.key.empty()) return;
  if (!OidIsValid(primary_key)) refuse_shape(relation, "primary key is missing", "PRIMARY KEY");
  Relation const index = index_open(primary_key, AccessShareLock);
  const auto count = static_cast<std::size_t>(IndexRelationGetNumberOfKeyAttributes(index));
  bool is_right = count == definition.key.size();
  for (std::size_t i = 0; is_right && i < count; ++i)
    is_right = index->rd_index->indkey.values[i] == definition.key[i] + 1;
  index_close(index, NoLock);
  if (!is_right)
    refuse_shape(relation, "primary key is of other columns", get_rel_name(primary_key));
}

// A type may have a default, too, and a domain may refuse NULL. Nobody is told when a domain
// changes: the executor looks each time.
bool is_plain(Oid type, const DirectTable& definition) {
  if (get_typdefault(type) != nullptr) return false;
  if (get_typtype(type) != TYPTYPE_DOMAIN) return true;
  return !definition.is_open() && !DomainHasConstraints(type);
}

Obstacle find_default(Relation relation, const DirectTable& definition) {
  TupleDesc const columns = RelationGetDescr(relation);
  for (int i = static_cast<int>(definition.columns.size()); i < columns->natts; ++i) {
    Form_pg_attribute const added = TupleDescAttr(columns, i);
    if (added->attisdropped) continue;
    if (added->attnotnull || added->atthasdef || !is_plain(added->atttypid, definition))
      return {"added column is NOT NULL or has a default", NameStr(added->attname)};
  }
  return {};
}

Obstacle count_checks(Relation relation, const DirectTable& definition) {
  TupleDesc const columns = RelationGetDescr(relation);
  const int checks = columns->constr == nullptr ? 0 : columns->constr->num_check;
  if (checks == definition.checks) return {};
  return {"other CHECKs", "constraint added or dropped"};
}

bool is_harmless(const ::Trigger& trigger, const DirectTable& definition) {
  if (definition.guard == trigger.tgname) return true;
  if (definition.updated.empty()) return !TRIGGER_FOR_INSERT(trigger.tgtype);
  if (!TRIGGER_FOR_UPDATE(trigger.tgtype)) return true;
  // Foreign keys look at columns that are never updated here.
  if (trigger.tgisinternal) return true;
  if (trigger.tgnattr == 0) return false;
  for (int i = 0; i < trigger.tgnattr; ++i)
    for (const int column : definition.updated)
      if (trigger.tgattr[i] == column + 1) return false;
  return true;
}

Obstacle find_trigger(Relation relation, const DirectTable& definition) {
  if (relation->trigdesc == nullptr) return {};
  for (int i = 0; i < relation->trigdesc->numtriggers; ++i) {
    const ::Trigger& trigger = relation->trigdesc->triggers[i];
    if (!is_harmless(trigger, definition)) return {"a trigger would not fire", trigger.tgname};
  }
  return {};
}

Obstacle find_attachment(Relation relation) {
  if (relation->rd_rel->relkind != RELKIND_RELATION || relation->rd_rel->relam != HEAP_TABLE_AM_OID)
    return {"not an ordinary table", RelationGetRelationName(relation)};
  if (relation->rd_rules != nullptr) return {"it has a rule", "CREATE RULE"};
  return {};
}

Obstacle read_indexes(Relation relation, DirectShape& shape) {
  Obstacle obstacle;
  shape.index_count = 0;
  List* const oids = RelationGetIndexList(relation);
  ListCell* cell = nullptr;
  foreach (cell, oids) {
    if (shape.index_count == DirectShape::indexes_max) return {"too many indexes", "at most 16"};
    Relation const index = index_open(lfirst_oid(cell), RowExclusiveLock);
    DirectIndex& known = shape.indexes[shape.index_count++];
    known.oid = RelationGetRelid(index);
    known.info = BuildIndexInfo(index);
    known.predicate = known.info->ii_Predicate == NIL
                          ? nullptr
                          : ExecPrepareQual(known.info->ii_Predicate, shape.executor);
    if (known.info->ii_ExclusionOps != nullptr || !index->rd_index->indimmediate)
      obstacle = {"an index checks later or excludes", get_rel_name(known.oid)};
    index_close(index, NoLock);
  }
  list_free(oids);
  return obstacle;
}

Oid sequence_of(Relation relation) {
  if (TupleDescAttr(RelationGetDescr(relation), 0)->attidentity == '\0') return InvalidOid;
#if PG_VERSION_NUM >= 170000
  return getIdentitySequence(relation, 1, false);
#else
  return getIdentitySequence(RelationGetRelid(relation), 1, false);
#endif
}

// The first that there is.
Obstacle find_obstacle(Relation relation, DirectShape& shape) {
  const DirectTable& definition = *shape.definition;
  Obstacle found = find_attachment(relation);
  if (found.why == nullptr) found = find_default(relation, definition);
  if (found.why == nullptr) found = read_indexes(relation, shape);
  if (!definition.is_open()) {
    if (found.why == nullptr) found = find_trigger(relation, definition);
    if (found.why == nullptr) found = count_checks(relation, definition);
    return found;
  }
  if (found.why == nullptr && relation->rd_rel->relforcerowsecurity)
    found = {"row security is forced", RelationGetRelationName(relation)};
  if (found.why == nullptr) found = read_triggers(relation, shape);
  if (found.why == nullptr) found = read_references(relation, shape);
  return found;
}

void free_with_transaction(SPIPlanPtr plan) {
  auto* const freed = static_cast<MemoryContextCallback*>(
      MemoryContextAlloc(TopTransactionContext, sizeof(MemoryContextCallback)));
  freed->func = [](void* freed_plan) { SPI_freeplan(static_cast<SPIPlanPtr>(freed_plan)); };
  freed->arg = plan;
  MemoryContextRegisterResetCallback(TopTransactionContext, freed);
}

// Somebody up the stack may still be using what was known: it goes with the transaction.
void forget(DirectShape& shape) {
  if (shape.memory != nullptr) MemoryContextSetParent(shape.memory, TopTransactionContext);
  shape.memory = nullptr;
  for (SPIPlanPtr* const plan : {&shape.statement, &shape.removal}) {
    if (*plan != nullptr) free_with_transaction(*plan);
    *plan = nullptr;
  }
}

// A look that is refused leaves nothing known: `memory` is there only when all the rest is.
void look_at(Relation relation, DirectShape& shape) {
  const DirectTable& definition = *shape.definition;
  forget(shape);
  check_columns(relation, definition);
  MemoryContext const fresh =
      AllocSetContextCreate(CurrentMemoryContext, "shape of a table", ALLOCSET_SMALL_SIZES);
  MemoryContext const outer = MemoryContextSwitchTo(fresh);
  shape.executor = CreateExecutorState();
  shape.sequence = sequence_of(relation);
  list_free(RelationGetIndexList(relation));
  shape.primary_key = relation->rd_pkindex;
  check_key(relation, definition, shape.primary_key);
  const Obstacle obstacle = find_obstacle(relation, shape);
  shape.is_by_statement = obstacle.why != nullptr;
  if (shape.is_by_statement && !definition.is_open())
    refuse_shape(relation, obstacle.why, obstacle.what);
  if (definition.is_open()) read_checks(relation, shape);
  MemoryContextSwitchTo(outer);
  MemoryContextSetParent(fresh, CacheMemoryContext);
  shape.memory = fresh;
}

}  // namespace

Oid find_table_or_raise(Schema schema, const char* name) {
  const Oid table = get_relname_relid(name, schema.oid);
  if (!OidIsValid(table))
    ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE), errmsg("table \"%s\" does not exist", name));
  return table;
}

void refuse_shape(Relation relation, const char* why, const char* what) {
  ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
          errmsg("table \"%s\" is not as this version of the library knows it",
                 RelationGetRelationName(relation)),
          errdetail("%s: %s", why, what),
          errhint("Run migrate() of its schema, or take back what was added to the table."));
}

OpenedShape open_shape(Schema schema, const DirectTable& definition) {
  return call([&]() -> OpenedShape {
    DirectShape& shape = slot_for(schema, definition);
    const char* const command = definition.is_open() ? "INSERT" : "posting";
    PreventCommandIfReadOnly(command);
    PreventCommandDuringRecovery(command);
    // Taking the lock hears of changes; a table that was renamed or dropped is not known any more.
    const bool was_known = shape.is_known && shape.memory != nullptr;
    Relation relation = was_known ? try_table_open(shape.table, RowExclusiveLock) : nullptr;
    if (relation == nullptr || !shape.is_known) {
      if (relation != nullptr) table_close(relation, NoLock);
      shape.table = find_table_or_raise(schema, definition.name);
      relation = table_open(shape.table, RowExclusiveLock);
      shape.is_known = true;
      look_at(relation, shape);
    }
    return {relation, &shape};
  });
}

OpenedShape open_shape(Oid table, const DirectTable& definition) {
  return call([&]() -> OpenedShape {
    DirectShape& shape = slot_for({InvalidOid}, definition);
    if (shape.table != table) shape.is_known = false;
    PreventCommandIfReadOnly("emitting");
    PreventCommandDuringRecovery("emitting");
    Relation const relation = table_open(table, RowExclusiveLock);
    if (!shape.is_known || shape.memory == nullptr) {
      shape.table = table;
      shape.is_known = true;
      look_at(relation, shape);
    }
    return {relation, &shape};
  });
}

void listen_for_shape_changes() {
  on_table_change(table_changed);
  on_function_change(functions_changed);
}

}  // namespace socle::pg
