// Where the parts of a provider's event stand, and what its words mean: the mapping of event.hpp,
// read.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "domain/payments/event.hpp"
#include "domain/result.hpp"

namespace socle::payments {

struct Mapping {
  // What it finds in an event, by position below.
  enum Part : std::size_t { event_id, type, reference, amount, currency };
  static constexpr std::array<std::string_view, 5> part_names{"event_id", "type", "reference",
                                                              "amount", "currency"};

  std::array<std::string, part_names.size()> pointers;
  bool is_minor;  // amounts come in minor units
  std::map<std::string, EventType, std::less<>> types;

  EventType meaning_of(std::string_view provider_type) const;
};

// `invalid_value` (detail: field = mapping, reason, member) unless it is as event.hpp says.
Result<Mapping> read_mapping(std::string_view mapping_json);

}  // namespace socle::payments
