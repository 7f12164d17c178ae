#include "pg/trigger.hpp"

#include <array>
#include <cstring>

namespace socle::pg {

Trigger::Trigger(FunctionCallInfo fcinfo)
    : data_(reinterpret_cast<const TriggerData*>(fcinfo->context)) {
  const bool is_trigger = CALLED_AS_TRIGGER(fcinfo);
  call([&] {
    if (!is_trigger)
      ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
              errmsg("function was not called as a trigger"));
  });
  if (!is_for_row()) return;
  if (is_insert()) {
    new_ = Row(data_->tg_trigtuple, shape());
  } else {
    old_ = Row(data_->tg_trigtuple, shape());
    if (is_update()) new_ = Row(data_->tg_newtuple, shape());
  }
}

Schema Trigger::function_schema() const {
  return {call([this] { return get_func_namespace(data_->tg_trigger->tgfoid); })};
}

bool Trigger::is_current() const {
  Relation const table = data_->tg_relation;
  ItemPointer const place = &new_.tuple()->t_self;
  return call([&] {
    TupleTableSlot* const found = table_slot_create(table, nullptr);
    const bool is_there = table_tuple_fetch_row_version(table, place, SnapshotSelf, found);
    ExecDropSingleTupleTableSlot(found);
    return is_there;
  });
}

Datum Trigger::result() const {
  if (!is_for_row()) return PointerGetDatum(nullptr);
  return PointerGetDatum(is_delete() ? old_.tuple() : new_.tuple());
}

void Row::require_tuple() const {
  if (tuple_ != nullptr) return;
  call([] {
    ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
            errmsg("trigger function was fired by an event without such a row"));
  });
}

// Names are literals and tables keep their columns, so one comparison tells that a column is where
// the same literal was found in a row of this type before.
int Row::number_of(const char* column) const {
  require_tuple();
  constinit static std::array<std::int16_t, 1021> found_at{};
  TupleDesc const shape = shape_;
  const std::uintptr_t key = reinterpret_cast<std::uintptr_t>(column) + shape->tdtypeid;
  std::int16_t& before = found_at[key % found_at.size()];
  if (before > 0 && before <= shape->natts) {
    const Form_pg_attribute attribute = TupleDescAttr(shape, before - 1);
    if (!attribute->attisdropped && std::strcmp(NameStr(attribute->attname), column) == 0)
      return before;
  }
  const int number = call([&] {
    const int found = SPI_fnumber(shape, column);
    if (found <= 0)
      ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("no column \"%s\"", column));
    return found;
  });
  before = static_cast<std::int16_t>(number);
  return number;
}

NullableDatum Row::at(int number) const {
  if (values_ == nullptr) {
    const auto columns = static_cast<std::size_t>(shape_->natts);
    auto* const values = static_cast<Datum*>(MemoryContextAlloc(memory_, columns * sizeof(Datum)));
    nulls_ = static_cast<bool*>(MemoryContextAlloc(memory_, columns));
    heap_deform_tuple(tuple_, shape_, values, nulls_);
    values_ = values;
  }
  return {values_[number - 1], nulls_[number - 1]};
}

bool Row::has(const char* column) const {
  return call([&] { return SPI_fnumber(shape_, column) > 0; });
}

bool Row::is_null(const char* column) const {
  const int number = number_of(column);
  return heap_attisnull(tuple_, number, shape_);
}

bool Row::is_null(const Column& column) const {
  require_tuple();
  return heap_attisnull(tuple_, column.number, shape_);
}

bool Row::append_text(const Column& column, std::string& target) const {
  require_tuple();
  return append_text(column.number, target);
}

bool Row::append_text(int number, std::string& target) const {
  HeapTuple const tuple = tuple_;
  TupleDesc const shape = shape_;
  char uuid[uuid_text_size];
  const std::string_view found = call([&]() -> std::string_view {
    const auto [value, is_null] = at(number);
    if (is_null) return {};
    switch (TupleDescAttr(shape, number - 1)->atttypid) {
      case UUIDOID:
        write_text(Type<Uuid>::read(value), uuid);
        return {uuid, uuid_text_size};
      case TEXTOID: {
        const text* const packed = DatumGetTextPP(value);
        return {VARDATA_ANY(packed), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(packed))};
      }
      default:
        return SPI_getvalue(tuple, shape, number);
    }
  });
  target += found;
  return found.data() != nullptr;
}

NullableDatum Row::value_of(const char* column, Oid type) const {
  const int number = number_of(column);
  TupleDesc const shape = shape_;
  return call([&] {
    if (SPI_gettypeid(shape, number) != type)
      ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
              errmsg("column \"%s\" is not of type %s", column, format_type_be(type)));
    return at(number);
  });
}

NullableDatum Row::datum(const char* column) const {
  const int number = number_of(column);
  return call([&] { return at(number); });
}

std::optional<std::string> Row::text_of(const char* column) const {
  std::string text;
  if (!append_text(number_of(column), text)) return std::nullopt;
  return text;
}

void Row::set_null(const char* column) {
  if (!is_null(column)) replace(number_of(column), {0, true});
}

void Row::set_value(const char* column, NullableDatum value, Oid type) {
  const int number = number_of(column);
  TupleDesc const shape = shape_;
  call([&] {
    if (SPI_gettypeid(shape, number) != type)
      ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
              errmsg("column \"%s\" is not of type %s", column, format_type_be(type)));
  });
  replace(number, value);
}

void Row::set_text(const char* column, const std::string& text) {
  const int number = number_of(column);
  TupleDesc const shape = shape_;
  const Datum value = call([&] {
    verify_text(text);
    Oid input = InvalidOid;
    Oid parameter = InvalidOid;
    getTypeInputInfo(SPI_gettypeid(shape, number), &input, &parameter);
    return OidInputFunctionCall(input, const_cast<char*>(text.c_str()), parameter,
                                TupleDescAttr(shape, number - 1)->atttypmod);
  });
  replace(number, {value, false});
}

void Row::replace(int number, NullableDatum value) {
  HeapTuple const tuple = tuple_;
  TupleDesc const shape = shape_;
  MemoryContext const memory = memory_;
  tuple_ = call([&] {
    MemoryContext const before = MemoryContextSwitchTo(memory);
    HeapTuple const changed =
        heap_modify_tuple_by_cols(tuple, shape, 1, &number, &value.value, &value.isnull);
    MemoryContextSwitchTo(before);
    return changed;
  });
  values_ = nullptr;
}

bool Row::differs(const Row& a, const Row& b, const char* column) {
  return differs(a, b, a.number_of(column));
}

bool Row::differs(const Row& a, const Row& b, const Column& column) {
  a.require_tuple();
  return differs(a, b, column.number);
}

// By the values themselves: their text depends on settings that any client can change.
bool Row::differs(const Row& a, const Row& b, int number) {
  TupleDesc const shape = a.shape_;
  return call([&] {
    const NullableDatum left = a.at(number);
    const NullableDatum right = b.at(number);
    if (left.isnull || right.isnull) return left.isnull != right.isnull;
    const Form_pg_attribute attribute = TupleDescAttr(shape, number - 1);
    return !datum_image_eq(left.value, right.value, attribute->attbyval, attribute->attlen);
  });
}

}  // namespace socle::pg
