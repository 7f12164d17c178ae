// Papers of vehicles and transporters: what each kind must say, and what may become of one.
// Source: A-25.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/result.hpp"

namespace socle::freight {

// In the order of the enum types in SQL and spelled the same.
enum class DocumentKind { insurance, inspection, registration, licence, identity };
enum class DocumentStatus { submitted, approved, rejected, expired, withdrawn };
enum class DocumentStep { approve, reject, withdraw, expire };

std::string_view to_string(DocumentKind kind);
std::string_view to_string(DocumentStatus status);
std::optional<DocumentKind> parse_document_kind(std::string_view text);
std::optional<DocumentStatus> parse_document_status(std::string_view text);

// What people call it, in French or, for "en", in English.
std::string_view name_of(DocumentKind kind, std::string_view locale);

// The others are papers of a transporter.
bool is_of_vehicle(DocumentKind kind);

// What somebody says of a paper. Days count from 2000-01-01.
struct Document {
  bool is_of_vehicle;
  std::string_view kind;
  std::string_view file_sha256;
  std::optional<std::string_view> number, file_url;
  std::optional<std::int32_t> valid_until;  // last valid day
  std::int32_t today;
};

// Refuses a kind that is none, or not of this subject; a hash that is not 64 hexadecimal digits;
// a missing end where the kind has one (insurance, inspection, licence), and an end in the past
// (`missing_value`, `invalid_value` with field and reason).
Result<DocumentKind> check_document(const Document& document);

// Days before the end at which the owner is reminded; 0 is the end itself.
inline constexpr std::int32_t reminder_days[] = {30, 7, 0};

// Submitted papers are approved, rejected or withdrawn; approved ones are rejected, withdrawn, or
// expire. Anything else is `invalid_transition` (detail: from, to, allowed).
Result<DocumentStatus> take_step(DocumentStatus from, DocumentStep step);

}  // namespace socle::freight
