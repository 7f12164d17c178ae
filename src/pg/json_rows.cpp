#include "pg/json_rows.hpp"

namespace socle::pg {

namespace {

JsonField field_of(const JsonbValue* value) {
  JsonField field;
  if (value == nullptr) return field;
  switch (value->type) {
    case jbvNull:
      field.kind = JsonField::Kind::null;
      break;
    case jbvNumeric:
      field.kind = JsonField::Kind::number;
      field.number = DatumGetFloat8(
          DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value->val.numeric)));
      break;
    case jbvString:
      field.kind = JsonField::Kind::text;
      field.text = {value->val.string.val, static_cast<std::size_t>(value->val.string.len)};
      break;
    default:
      field.kind = JsonField::Kind::other;
      break;
  }
  return field;
}

}  // namespace

bool is_object(const JsonDatum& json) {
  return call([&] { return static_cast<bool>(JB_ROOT_IS_OBJECT(DatumGetJsonbP(json.datum))); });
}

std::string_view bytes_of(const JsonDatum& json) {
  const Jsonb* const stored = call([&] { return DatumGetJsonbP(json.datum); });
  return {reinterpret_cast<const char*>(stored), VARSIZE(stored)};
}

JsonRows::JsonRows(const JsonDatum& json, std::span<const std::string_view> names)
    : names_(names), json_(call([&] { return DatumGetJsonbP(json.datum); })) {
  is_array_ = JB_ROOT_IS_ARRAY(json_) && !JB_ROOT_IS_SCALAR(json_);
  size_ = is_array_ ? JB_ROOT_COUNT(json_) : 0;
}

void JsonRows::read() {
  fields_.resize(size_ * names_.size());
  JsonField* const fields = fields_.data();
  call([&] {
    JsonbValue member;
    for (std::size_t row = 0; row < size_; ++row) {
      JsonbValue* const element =
          getIthJsonbValueFromContainer(&json_->root, static_cast<std::uint32_t>(row));
      if (element->type == jbvBinary && JsonContainerIsObject(element->val.binary.data)) {
        for (std::size_t i = 0; i < names_.size(); ++i)
          fields[row * names_.size() + i] =
              field_of(getKeyJsonValueFromContainer(element->val.binary.data, names_[i].data(),
                                                    static_cast<int>(names_[i].size()), &member));
      }
      pfree(element);
    }
  });
}

}  // namespace socle::pg
