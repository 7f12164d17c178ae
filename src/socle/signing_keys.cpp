#include "socle/signing_keys.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/file.hpp"
#include "pg/settings.hpp"

namespace socle {

namespace {

constinit pg::TextSetting key_file{
    "socle.jwt_key_file",
    "File with the key that tokens are signed with: a secret, or a private key in PEM.", "",
    PGC_SIGHUP, GUC_SUPERUSER_ONLY};
constinit pg::TextSetting previous_key_file{
    "socle.jwt_previous_key_file",
    "File with the key before, whose tokens are still accepted while keys are rotated.", "",
    PGC_SIGHUP, GUC_SUPERUSER_ONLY};

constexpr std::size_t key_bytes_max = 16384;

bool is_set(const pg::TextSetting& file) { return file.value != nullptr && *file.value != '\0'; }

Refusal unusable(std::string_view reason) {
  return Refusal(errors::secret_missing).with("reason", reason);
}

Result<identity::Key> find_key(const pg::TextSetting& file) {
  if (!is_set(file)) return unusable("no key file");
  const std::optional<std::string> content = pg::read_file(file.value, key_bytes_max);
  if (!content) return unusable("cannot read the key file");
  return identity::Key::read(*content);
}

identity::Key read_key(const pg::TextSetting& file) { return pg::value_or_raise(find_key(file)); }

}  // namespace

identity::Key signing_key() {
  identity::Key key = read_key(key_file);
  if (!key.can_sign()) throw pg::Refused(unusable("public key"));
  return key;
}

bool can_sign_tokens() {
  const Result<identity::Key> key = find_key(key_file);
  return key && key.value().can_sign();
}

std::vector<identity::Key> verifying_keys() {
  std::vector<identity::Key> keys{read_key(key_file)};
  if (is_set(previous_key_file)) keys.push_back(read_key(previous_key_file));
  return keys;
}

void define_key_settings() {
  pg::define_setting(key_file);
  pg::define_setting(previous_key_file);
}

}  // namespace socle
