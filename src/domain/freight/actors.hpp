// Who stands behind a change of a lifecycle, as bits, and what refusals call them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace socle::freight {

using Actors = std::uint8_t;

struct ActorName {
  Actors actor;
  std::string_view name;
};

// The JSON array of the names of these actors, in the order of the table.
std::string actors_json(std::span<const ActorName> names, Actors actors);

}  // namespace socle::freight
