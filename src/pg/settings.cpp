#include "pg/settings.hpp"

namespace socle::pg {

void define_setting(TextSetting& setting, GucStringCheckHook check, GucStringAssignHook assign,
                    GucShowHook show) {
  call([&] {
    DefineCustomStringVariable(setting.name, setting.description, nullptr, &setting.value,
                               setting.fallback, setting.who, setting.flags, check, assign, show);
  });
}

bool is_setter_superuser() noexcept {
  return IsTransactionState() && superuser_arg(GetSessionUserId());
}

const char* setter_name() noexcept {
  return IsTransactionState() ? GetUserNameFromId(GetSessionUserId(), true) : nullptr;
}

void describe_refused_value(const ErrorDefinition& definition, const char* reason) {
  const std::string_view s = definition.sqlstate;
  GUC_check_errcode(MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]));
  GUC_check_errmsg("%s", definition.message.data());
  GUC_check_errdetail("{\"error\":\"%s\",\"reason\":\"%s\"}", definition.name.data(), reason);
  GUC_check_errhint("%s", definition.hint.data());
}

void define_setting(TextSetting& setting) { define_setting(setting, nullptr, nullptr); }

void define_setting(BoolSetting& setting) {
  call([&] {
    DefineCustomBoolVariable(setting.name, setting.description, nullptr, &setting.value,
                             setting.value, setting.who, setting.flags, nullptr, nullptr, nullptr);
  });
}

void define_setting(IntegerSetting& setting) {
  call([&] {
    DefineCustomIntVariable(setting.name, setting.description, nullptr, &setting.value,
                            setting.value, setting.minimum, setting.maximum, setting.who,
                            setting.flags, nullptr, nullptr, nullptr);
  });
}

namespace {

void set(const char* name, const char* value, GucAction action) {
  call([&] {
    set_config_option(name, value, superuser() ? PGC_SUSET : PGC_USERSET, PGC_S_SESSION, action,
                      true, 0, false);
  });
}

}  // namespace

void set_local(const char* name, const char* value) { set(name, value, GUC_ACTION_LOCAL); }
void set_session(const char* name, const char* value) { set(name, value, GUC_ACTION_SET); }

std::string setting(const char* name) { return std::string(setting_view(name)); }

std::string_view setting_view(const char* name) {
  const char* const value = call([&] { return GetConfigOption(name, true, false); });
  return value != nullptr ? value : "";
}

}  // namespace socle::pg
