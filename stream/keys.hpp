// The keys that tokens are checked with.
#pragma once

#include <string>
#include <vector>

#include "domain/identity/token.hpp"
#include "stream/settings.hpp"

namespace socle::stream {

class Keys {
 public:
  // Reads the files of the settings. What cannot be read leaves the keys as they were: false.
  bool read(const Settings& settings);

  // Who the token is of. Refuses what is not a valid token of a signed-in person.
  Result<identity::VerifiedToken> verify(const std::string& token) const;

 private:
  std::vector<identity::Key> keys_;
};

}  // namespace socle::stream
