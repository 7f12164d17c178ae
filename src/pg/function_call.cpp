#include "pg/function_call.hpp"

namespace socle::pg {

namespace {

// Text of the result, or null.
char* invoke(Oid function, NullableDatum argument, short count) {
  FmgrInfo info;
  fmgr_info(function, &info);
  LOCAL_FCINFO(fcinfo, 1);
  InitFunctionCallInfoData(*fcinfo, &info, count, InvalidOid, nullptr, nullptr);
  fcinfo->args[0] = argument;
  // It sees what this transaction did before.
  CommandCounterIncrement();
  PushActiveSnapshot(GetTransactionSnapshot());
  const Datum result = FunctionCallInvoke(fcinfo);
  PopActiveSnapshot();
  const Oid type = get_func_rettype(function);
  if (fcinfo->isnull || type == VOIDOID) return nullptr;
  Oid output = InvalidOid;
  bool is_varlena = false;
  getTypeOutputInfo(type, &output, &is_varlena);
  return OidOutputFunctionCall(output, result);
}

}  // namespace

std::optional<std::string> call_function(Oid function, const std::optional<Json>& argument) {
  const NullableDatum value = argument ? write_datum(*argument) : NullableDatum{0, true};
  const short count = argument ? 1 : 0;
  const char* const text = call([=] { return invoke(function, value, count); });
  if (text == nullptr) return std::nullopt;
  return text;
}

}  // namespace socle::pg
