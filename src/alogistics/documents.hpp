// Papers as their functions and deadlines see them. All of these need the rights of the owner.
#pragma once

#include "alogistics/money_op.hpp"
#include "domain/freight/document.hpp"
#include "socle/deadlines.hpp"

namespace socle::alogistics {

inline constexpr std::string_view document_expiry = "document_expiry";

// What a transporter says of a paper.
struct Submission {
  std::string kind;
  std::string file_sha256;
  OptionalText number, file_url;
  std::optional<pg::Date> valid_until;
};

struct Document {
  Uuid id;
  Uuid owner;
  OptionalUuid vehicle, profile;  // one of them
  freight::DocumentKind kind;
  freight::DocumentStatus status;
  std::optional<pg::Date> valid_until;
};

// Where the day ends at which a paper ends.
std::string time_zone(pg::Schema system);

// The document, and after it the person that it is of, locked until the transaction ends.
std::optional<Document> lock_document(const Uuid& id);
Document require_document(const Uuid& id);

// Writes where it stands now. A review is stamped with who made it.
void write(pg::Spi& spi, const Document& document, freight::DocumentStatus status,
           const OptionalText& reason, const std::optional<Caller>& reviewer);

// What people call it, with the plate of its vehicle: "assurance DK-1234-AB".
std::string describe(pg::Spi& spi, const Document& document, std::string_view locale);

// The handler of document_expiry: reminds the owner `level` days before the end; at the end (0)
// the document expires, and staff are told if a job is under way with it.
void expire_document(pg::Schema system, const Uuid& id, std::int32_t level);

}  // namespace socle::alogistics
