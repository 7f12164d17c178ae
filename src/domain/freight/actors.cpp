#include "domain/freight/actors.hpp"

#include "domain/result.hpp"

namespace socle::freight {

std::string actors_json(std::span<const ActorName> names, Actors actors) {
  std::string json = "[";
  for (const ActorName& known : names)
    if ((actors & known.actor) != 0) append_json_element(json, known.name);
  return json + ']';
}

}  // namespace socle::freight
