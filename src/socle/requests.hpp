// What a gateway says of the request that it opened this transaction for.
#pragma once

#include <optional>
#include <string>

#include "domain/limits/kinds.hpp"
#include "pg/function.hpp"

namespace socle {

// From request.path and request.method, and what the catalog says of the function. Remembered per
// backend. `system` is where PostgREST looks the name up. Valid until the next call.
struct RequestedOperation {
  std::string_view name;    // "rpc/login", "wallets"
  std::string_view method;  // "GET"
  bool is_known = false;    // something of the system has this name
  limits::Operation facts;
};
RequestedOperation requested_operation(pg::Schema system);

// Where the request comes from, behind socle.trusted_proxies proxies, as one subscriber of a
// network is known. Empty if the session is no gateway's or the proxies say nothing.
std::string requested_from();

void listen_for_operation_changes();

}  // namespace socle
