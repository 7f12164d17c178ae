// Whom a campaign addresses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::notifications {

enum class TargetKind { people, role, request, everyone };

struct Target {
  TargetKind kind = TargetKind::everyone;
  std::vector<Uuid> people = {};
  std::optional<std::string> role = {};
  std::optional<Uuid> request = {};  // its parties
};

inline constexpr std::size_t target_people_max = 1'000;

// One of {"people": [id, …]}, {"role": "client"}, {"request": id}, {"everyone": true};
// `invalid_value` for anything else.
Result<Target> read_target(std::string_view json);

}  // namespace socle::notifications
