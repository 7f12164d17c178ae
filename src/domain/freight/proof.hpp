// What is shown of a pick-up or a delivery: who was there, a signature, photographs. Files stay
// outside; here is their SHA-256, so that nobody can show another file later.
// Source: A-31, research/logistics.md §4.8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"

namespace socle::freight {

inline constexpr std::size_t proof_photos_max = 20;
inline constexpr std::size_t receiver_bytes_max = 200;
inline constexpr std::size_t proof_notes_bytes_max = 1'000;

struct Proof {
  bool has_receiver = false;   // received_by
  bool has_signature = false;  // signature_sha256
  bool has_photo = false;      // photo_sha256: one, or a list of up to 20
  bool has_notes = false;
  std::optional<std::string> device_time = std::nullopt;  // as it was written

  bool has_file() const { return has_signature || has_photo; }
};

// Reads {"received_by", "signature_sha256", "photo_sha256", "device_time", "notes"}, each of which
// may be missing or null. Refuses anything else, and what is not of its shape (`invalid_value`,
// detail: field = `field` or `field`.member, reason).
Result<Proof> read_proof(std::string_view json, std::string_view field);

// Setting delivery.proof: what a transporter must show to complete a job.
enum class ProofRule { code, document, any };

std::optional<ProofRule> parse_proof_rule(std::string_view text);

// A document is the name of the receiver with a signature or a photograph. With `document` it is
// needed whether or not the code was right.
bool is_enough(ProofRule rule, const Proof& proof, bool is_code_right);

// A device without a network tells later when it was: between the payment and now, with a clock
// that runs at most five minutes ahead. Else `invalid_value` (detail: field, reason).
Check check_device_time(Instant device_time, Instant paid_at, Instant now, std::string_view field);

}  // namespace socle::freight
