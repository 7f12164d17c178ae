// The price of a request: from the quote that it names, or from one made for it.
#pragma once

#include "pg/trigger.hpp"

namespace socle::alogistics {

// Uses up the quote that the new request names and takes over its currency, distance and price.
// Refuses what is not the client's (`not_found`), and what check_binding() refuses. The quote stays
// locked until the transaction ends, so that of two at once one waits, and is refused.
void take_quote(pg::Row& request);

// Has the request quoted now, in its own currency, and takes over distance and price.
void quote_anew(pg::Row& request, pg::Schema system);

}  // namespace socle::alogistics
