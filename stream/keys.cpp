#include "stream/keys.hpp"

#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>

#include "domain/errors/catalogue.hpp"
#include "stream/log.hpp"

namespace socle::stream {
namespace {

std::optional<identity::Key> read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) {
    log("cannot read the key file " + path);
    return std::nullopt;
  }
  auto key = identity::Key::read(content.str());
  if (!key) {
    log(path + ": " + key.refusal().detail());
    return std::nullopt;
  }
  return std::move(key).value();
}

}  // namespace

bool Keys::read(const Settings& settings) {
  std::vector<identity::Key> keys;
  for (const std::string* path : {&settings.key_file, &settings.previous_key_file}) {
    if (path->empty()) continue;
    auto key = read_key(*path);
    if (!key) return false;
    keys.push_back(*std::move(key));
  }
  keys_ = std::move(keys);
  return true;
}

Result<identity::VerifiedToken> Keys::verify(const std::string& token) const {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  auto verified = identity::verify_token(token, keys_, now.count());
  // Whatever else a token may be for, here it opens the stream of one person.
  if (verified && verified.value().claims.role != "authenticated")
    return Refusal(errors::invalid_token).with("reason", "not of a signed-in person");
  return verified;
}

}  // namespace socle::stream
