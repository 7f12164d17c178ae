// What the tests compare refusals by.
#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::test {

// The name of the broken rule; "ok" if there is none.
template <class T>
std::string_view rule(const Result<T>& result) {
  return result.ok() ? "ok" : result.refusal().definition().name;
}

// The facts of the refusal; "ok" if there is none.
template <class T>
std::string facts(const Result<T>& result) {
  return result.ok() ? "ok" : result.refusal().detail();
}

}  // namespace socle::test
