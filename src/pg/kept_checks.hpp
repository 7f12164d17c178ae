// CHECKs that are prepared once for each backend, where PostgreSQL reads them from text in each
// statement that writes.
#pragma once

namespace socle::pg {

// Has every statement that writes into a table of the role `owner` borrow the table's CHECKs, ready
// to be evaluated: what they refuse, and with which error, stays as it is. They are prepared anew
// when the table or a function changes. Tables of others, and CHECKs that are more than comparisons
// and immutable functions of PostgreSQL's own, are left to the executor. Call from the library's
// start, once.
void keep_checks_of(const char* owner);

}  // namespace socle::pg
