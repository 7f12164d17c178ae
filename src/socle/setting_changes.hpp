// How settings change: the rules that every way keeps, and what is known of a change that a
// function makes.
#pragma once

#include "domain/settings/settings.hpp"
#include "pg/spi.hpp"

namespace socle {

// Refuses an unknown key (`invalid_setting`).
const settings::Definition& known_setting(std::string_view key);

// Refuses a value that the key does not take (`invalid_setting`).
void check_setting_value(std::string_view key, std::string_view json);

// Whether a change of `key` must say why. For the setting that decides it, what it was before.
bool is_reason_required(pg::Schema system, std::string_view key, const pg::Json& before);

// Lets one transaction at a time change the settings of a system, until it ends.
void lock_settings(pg::Spi& spi, pg::Schema system);

// A change that is being made by a function, with what a plain statement cannot say, and what
// became of it.
struct SettingChange {
  std::optional<std::string> reason;
  std::optional<std::int64_t> id;  // in setting_changes; none if nothing changed
};

// What the triggers are told while it lives.
class MakingChange {
 public:
  explicit MakingChange(SettingChange& change);
  ~MakingChange();
  MakingChange(const MakingChange&) = delete;
  MakingChange& operator=(const MakingChange&) = delete;

 private:
  SettingChange* outer_;
};

// While it lives, what is written is what counts already: a scheduled value that became due.
class ApplyingSchedule {
 public:
  ApplyingSchedule();
  ~ApplyingSchedule();
  ApplyingSchedule(const ApplyingSchedule&) = delete;
  ApplyingSchedule& operator=(const ApplyingSchedule&) = delete;
};

// Nobody writes scheduled_settings but while it lives.
class WritingSchedule {
 public:
  WritingSchedule();
  ~WritingSchedule();
  WritingSchedule(const WritingSchedule&) = delete;
  WritingSchedule& operator=(const WritingSchedule&) = delete;

 private:
  bool outer_;
};

// Moves scheduled values that are due into platform_settings. They count without that.
void apply_scheduled_settings(pg::Schema system);

}  // namespace socle
