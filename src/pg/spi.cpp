#include "pg/spi.hpp"

#include <utility>

extern "C" {
#include "jit/jit.h"
}

namespace socle::pg {

SPIPlanPtr prepare_kept(const char* sql, const Oid* types, int count) {
  return call([&] {
    SPIPlanPtr fresh = SPI_prepare(sql, count, const_cast<Oid*>(types));
    if (fresh == nullptr) elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
    SPI_keepplan(fresh);
    return fresh;
  });
}

SPIPlanPtr prepare_kept_in(Schema schema, const char* sql, const Oid* types, int count) {
  constexpr std::string_view placeholder = "{schema}";
  const std::string name = quoted_name(schema);
  std::string text(sql);
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + name.size()))
    text.replace(at, placeholder.size(), name);
  return prepare_kept(text.c_str(), types, count);
}

void forget_plan(SPIPlanPtr plan) { SPI_freeplan(plan); }

std::string quoted_name(Schema schema) {
  const char* const name = call([&] {
    char* const found = get_namespace_name(schema.oid);
    if (found == nullptr)
      ereport(ERROR, errcode(ERRCODE_UNDEFINED_SCHEMA), errmsg("schema does not exist any more"));
    return quote_identifier(found);
  });
  return name;
}

namespace {

// Rows to stop after. A statement that writes runs to its end, as otherwise its AFTER STATEMENT
// triggers would not fire.
long limit_of(SPIPlanPtr plan, long limit) {
  const auto* const source =
      static_cast<const CachedPlanSource*>(linitial(SPI_plan_get_plan_sources(plan)));
  return source->commandTag == CMDTAG_SELECT ? limit : 0;
}

// While this lives, nothing is planned to be compiled. Our statements find some rows each; where a
// kept plan, which knows no values, expects many, compiling it takes a second at each call.
class Uncompiled {
 public:
  Uncompiled() : was_enabled_(std::exchange(jit_enabled, false)) {}
  ~Uncompiled() { jit_enabled = was_enabled_; }
  Uncompiled(const Uncompiled&) = delete;
  Uncompiled& operator=(const Uncompiled&) = delete;

 private:
  bool was_enabled_;
};

}  // namespace

Spi::Spi(Access access)
    : read_only_(access == Access::read), exceptions_(std::uncaught_exceptions()) {
  call([] {
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
  });
}

Spi::~Spi() {
  if (std::uncaught_exceptions() == exceptions_) SPI_finish();
}

std::uint64_t Spi::execute_plan(SPIPlanPtr plan, const NullableDatum* values, std::size_t count,
                                long limit) {
  Datum datums[parameters_max];
  char nulls[parameters_max + 1];
  for (std::size_t i = 0; i < count; ++i) {
    datums[i] = values[i].value;
    nulls[i] = values[i].isnull ? 'n' : ' ';
  }
  nulls[count] = '\0';
  const bool read_only = read_only_;
  const Uncompiled plans;
  call([&] {
    // The rows of the statement before are copied out; a loop must not pile them up.
    SPI_freetuptable(SPI_tuptable);
    const int code = SPI_execute_plan(plan, datums, nulls, read_only, limit_of(plan, limit));
    if (code < 0) elog(ERROR, "SPI_execute_plan: %s", SPI_result_code_string(code));
  });
  return SPI_processed;
}

NullableDatum Spi::column(std::uint64_t row, int number, Oid type) {
  return call([&] {
    if (SPI_tuptable == nullptr || number > SPI_tuptable->tupdesc->natts)
      ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
              errmsg("statement has no column %d", number));
    const Oid found = SPI_gettypeid(SPI_tuptable->tupdesc, number);
    if (found != type)
      ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
              errmsg("column %d is of type %s, not %s", number, format_type_be(found),
                     format_type_be(type)));
    NullableDatum value;
    value.value =
        SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, number, &value.isnull);
    return value;
  });
}

void Spi::script(const std::string& sql) {
  const char* const text = sql.c_str();
  call([&] {
    const int code = SPI_execute(text, false, 0);
    if (code < 0) elog(ERROR, "SPI_execute: %s", SPI_result_code_string(code));
  });
}

void Spi::register_transition_tables(FunctionCallInfo fcinfo) {
  auto* const data = reinterpret_cast<TriggerData*>(fcinfo->context);
  call([&] {
    if (SPI_register_trigger_data(data) != SPI_OK_TD_REGISTER)
      elog(ERROR, "SPI_register_trigger_data failed");
  });
}

}  // namespace socle::pg
