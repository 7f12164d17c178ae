#include "domain/freight/proof.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/freight/file.hpp"
#include "domain/json.hpp"
#include "domain/utf8.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

// The words stand at the position of their enumerator.
constexpr std::string_view rules[] = {"code", "document", "any"};

constexpr Instant clock_ahead_max_us = 5 * 60'000'000LL;

Refusal invalid(std::string_view field, std::string_view member, std::string_view reason) {
  std::string name(field);
  if (!member.empty()) name += '.' + std::string(member);
  return Refusal(errors::invalid_value).with("field", name).with("reason", reason);
}

bool is_sha256(const json::Value& value) {
  return value.kind == json::Kind::string && freight::is_sha256(value.text);
}

// Reads member after member; of what is wrong the first counts.
class Reader {
 public:
  explicit Reader(std::string_view field) : field_(field) {}

  void see(const json::Place& place, const json::Value& value) {
    if (refusal_) return;
    if (place.depth == 0) return root(value);
    if (place.depth == 1) return member(place.name, value);
    photo(value);
  }

  Result<Proof> result() const {
    if (refusal_) return *refusal_;
    return proof_;
  }

 private:
  void root(const json::Value& value) {
    if (value.kind != json::Kind::object) refuse("", "not a JSON object");
  }

  void member(std::string_view name, const json::Value& value) {
    const bool is_null = value.kind == json::Kind::null;
    if (name == "photo_sha256" && value.kind == json::Kind::array) return;
    if (name == "photo_sha256") return is_null ? void() : photo(value);
    if (name == "received_by") return text(name, value, receiver_bytes_max, proof_.has_receiver);
    if (name == "notes") return text(name, value, proof_notes_bytes_max, proof_.has_notes);
    if (name == "signature_sha256" && is_null) return;
    if (name == "signature_sha256") {
      if (!is_sha256(value)) return refuse(name, "not 64 lower-case hexadecimal digits");
      proof_.has_signature = true;
      return;
    }
    if (name != "device_time") return refuse(name, "not a member of a proof");
    if (is_null) return;
    if (value.kind != json::Kind::string) return refuse(name, "not a time");
    proof_.device_time = value.text;
  }

  void photo(const json::Value& value) {
    if (!is_sha256(value)) return refuse("photo_sha256", "not 64 lower-case hexadecimal digits");
    if (++photos_ > proof_photos_max) return refuse("photo_sha256", "too many");
    proof_.has_photo = true;
  }

  void text(std::string_view name, const json::Value& value, std::size_t bytes_max, bool& has) {
    if (value.kind == json::Kind::null) return;
    if (value.kind != json::Kind::string) return refuse(name, "not a text");
    if (value.text.size() > bytes_max) return refuse(name, "too long");
    has = !is_blank(value.text);
  }

  void refuse(std::string_view name, std::string_view reason) {
    refusal_ = invalid(field_, name, reason);
  }

  std::string_view field_;
  Proof proof_;
  std::size_t photos_ = 0;
  std::optional<Refusal> refusal_;
};

}  // namespace

Result<Proof> read_proof(std::string_view text, std::string_view field) {
  Reader reader(field);
  const bool is_json = json::visit(
      text, [&](const json::Place& place, json::Value& value) { reader.see(place, value); });
  if (!is_json) return invalid(field, "", "not JSON");
  return reader.result();
}

std::optional<ProofRule> parse_proof_rule(std::string_view text) {
  return find_word<ProofRule>(rules, text);
}

bool is_enough(ProofRule rule, const Proof& proof, bool is_code_right) {
  const bool is_document = proof.has_receiver && proof.has_file();
  if (rule == ProofRule::code) return is_code_right;
  if (rule == ProofRule::document) return is_document;
  return is_code_right || is_document;
}

Check check_device_time(Instant device_time, Instant paid_at, Instant now, std::string_view field) {
  if (device_time < paid_at) return invalid(field, "device_time", "before the job was paid");
  if (device_time > now + clock_ahead_max_us) return invalid(field, "device_time", "in the future");
  return {};
}

}  // namespace socle::freight
