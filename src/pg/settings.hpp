// Settings of the server (GUC) that the library defines.
#pragma once

#include <string>
#include <string_view>

#include "pg/guard.hpp"

namespace socle::pg {

// The storage of a text setting; constinit, because PostgreSQL keeps its address.
struct TextSetting {
  const char* name;
  const char* description;
  const char* fallback;
  GucContext who;
  int flags;
  char* value = nullptr;
};

// The same of a switch; its value to begin with is `value`.
struct BoolSetting {
  const char* name;
  const char* description;
  bool value;
  GucContext who;
  int flags;
};

// The same of a number.
struct IntegerSetting {
  const char* name;
  const char* description;
  int value;
  int minimum;
  int maximum;
  GucContext who;
  int flags;
};

// Who sets a value. For checks only: these call PostgreSQL without a guard, as checks must.
bool is_setter_superuser() noexcept;
// The login role of the session, or null outside a transaction.
const char* setter_name() noexcept;

// Why this value may not be set now, or null if it may; more words in `*reason`. Runs inside
// PostgreSQL's setting machinery: it must not throw or raise.
using SettingCheck = const ErrorDefinition* (*)(const char* value, GucSource source,
                                                const char** reason) noexcept;
// Told after each change, also when a transaction takes a value back. Must not throw or raise.
using SettingChanged = void (*)(const char* value) noexcept;

void define_setting(TextSetting& setting);
void define_setting(BoolSetting& setting);
void define_setting(IntegerSetting& setting);

// Makes the report of a refused value what the catalogue says.
void describe_refused_value(const ErrorDefinition& definition, const char* reason);

template <SettingCheck Check>
bool check_hook(char** value, void**, GucSource source) {
  // A parallel worker repeats what its leader was allowed to set.
  if (InitializingParallelWorker) return true;
  const char* reason = "";
  const ErrorDefinition* const refusal = Check(*value, source, &reason);
  if (refusal != nullptr) describe_refused_value(*refusal, reason);
  return refusal == nullptr;
}
template <SettingChanged Changed>
void assign_hook(const char* value, void*) {
  Changed(value);
}

void define_setting(TextSetting& setting, GucStringCheckHook check, GucStringAssignHook assign,
                    GucShowHook show = nullptr);

// A setting whose every value passes `Check`, and whose changes `Changed` hears of.
template <SettingCheck Check, SettingChanged Changed>
void define_guarded_setting(TextSetting& setting, GucShowHook show = nullptr) {
  define_setting(setting, check_hook<Check>, assign_hook<Changed>, show);
}

// SET LOCAL name = value, as the client would; raises what the setting's check raises.
void set_local(const char* name, const char* value);
// SET name = value, for the session.
void set_session(const char* name, const char* value);

// The setting's value; empty if it is unset or unknown.
std::string setting(const char* name);

// The same without a copy: valid until the setting changes.
std::string_view setting_view(const char* name);

}  // namespace socle::pg
