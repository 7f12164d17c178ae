// What every part of A-Logistics needs to know of the system.
#pragma once

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "socle/access.hpp"
#include "socle/schema_version.hpp"

namespace socle::alogistics {

using OptionalText = std::optional<std::string>;
using OptionalUuid = std::optional<Uuid>;

inline pg::Schema schema() { return {pg::find_schema("alogistics")}; }

// First thing in every function that people call and every trigger of the job: the tables are those
// that this code was written for. Sign-up leaves it out: it must not fail while an upgrade runs.
pg::Schema require_tables();

// An argument that must be given: `missing_value` names it otherwise.
template <class T>
const T& require(const std::optional<T>& value, std::string_view field) {
  if (!value) throw pg::Refused(Refusal(errors::missing_value).with("field", field));
  return *value;
}

}  // namespace socle::alogistics
