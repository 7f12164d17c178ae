#include "pg/value.hpp"

#include <cstring>

namespace socle::pg {

namespace {

// Takes over a palloc'd text.
std::string take(char* text) {
  std::string copy(text);
  pfree(text);
  return copy;
}

constexpr ErrorDefinition null_value{"missing_value",
                                     "22004",
                                     400,
                                     "a value must not be null",
                                     "une valeur ne doit pas être nulle",
                                     "Give the value that DETAIL names.",
                                     "Donnez la valeur que DETAIL nomme."};

}  // namespace

void verify_text(std::string_view text) {
  if (!AllocSizeIsValid(text.size()))
    ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("text is too long"));
  pg_verifymbstr(text.data(), static_cast<int>(text.size()), false);
}

Uuid Type<Uuid>::read(Datum datum) {
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), DatumGetUUIDP(datum)->data, UUID_LEN);
  return uuid;
}

Datum Type<Uuid>::write(const Uuid& value) {
  return call([&] {
    auto* const uuid = static_cast<pg_uuid_t*>(palloc(sizeof(pg_uuid_t)));
    std::memcpy(uuid->data, value.bytes.data(), UUID_LEN);
    return UUIDPGetDatum(uuid);
  });
}

std::string Type<std::string>::read(Datum datum) {
  struct varlena* const packed = call([&] { return DatumGetTextPP(datum); });
  return {VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)};
}

Datum Type<std::string>::write(std::string_view value) {
  return call([&] {
    verify_text(value);
    return PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size())));
  });
}

Bytes Type<Bytes>::read(Datum datum) {
  struct varlena* const packed = call([&] { return PG_DETOAST_DATUM_PACKED(datum); });
  return {{VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)}};
}

Datum Type<Bytes>::write(const Bytes& value) {
  const std::string_view bytes = value.bytes;
  // Built as text is, but not verified as text.
  return call([&] {
    return PointerGetDatum(cstring_to_text_with_len(bytes.data(), static_cast<int>(bytes.size())));
  });
}

Json Type<Json>::read(Datum datum) {
  return {take(call([&] {
    Jsonb* const jsonb = DatumGetJsonbP(datum);
    return JsonbToCString(nullptr, &jsonb->root, VARSIZE(jsonb));
  }))};
}

Datum Type<Json>::write(const Json& value) {
  const std::string& json = value.text;
  return call([&] {
    verify_text(json);
    return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.c_str()));
  });
}

Numeric Type<Numeric>::read(Datum datum) {
  return {take(call([&] { return DatumGetCString(DirectFunctionCall1(numeric_out, datum)); }))};
}

Datum Type<Numeric>::write(const Numeric& value) {
  const std::string& digits = value.text;
  return call([&] {
    verify_text(digits);
    return DirectFunctionCall3(numeric_in, CStringGetDatum(digits.c_str()),
                               ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
  });
}

std::vector<Datum> read_elements(Datum array, Oid element) {
  Datum* elements = nullptr;
  bool* nulls = nullptr;
  int count = 0;
  call([&] {
    std::int16_t length = 0;
    bool by_value = false;
    char alignment = 0;
    get_typlenbyvalalign(element, &length, &by_value, &alignment);
    deconstruct_array(DatumGetArrayTypeP(array), element, length, by_value, alignment, &elements,
                      &nulls, &count);
  });
  for (int i = 0; i < count; ++i)
    if (nulls[i]) raise_null("array element");
  return {elements, elements + count};
}

Datum write_elements(const Datum* elements, std::size_t count, Oid element) {
  return call([&] {
    std::int16_t length = 0;
    bool by_value = false;
    char alignment = 0;
    get_typlenbyvalalign(element, &length, &by_value, &alignment);
    return PointerGetDatum(construct_array(const_cast<Datum*>(elements), static_cast<int>(count),
                                           element, length, by_value, alignment));
  });
}

void raise_null(std::string_view what, std::size_t number) {
  std::string name(what);
  if (number != 0) name += " " + std::to_string(number);
  throw Refused(Refusal(null_value).with("value", name));
}

}  // namespace socle::pg
