// socle_test: a library that uses the adapter as a system does, and in ways that must fail.
#include "pg/module.hpp"

namespace socle::test {

void listen_for_prices();

}  // namespace socle::test

SOCLE_MODULE(socle::test::listen_for_prices);
