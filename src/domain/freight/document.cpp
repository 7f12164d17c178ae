#include "domain/freight/document.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "domain/errors/catalogue.hpp"
#include "domain/freight/file.hpp"
#include "domain/words.hpp"

namespace socle::freight {
namespace {

constexpr std::string_view kinds[] = {"insurance", "inspection", "registration", "licence",
                                      "identity"};
constexpr std::string_view names_en[] = {"insurance", "inspection", "registration",
                                         "driving licence", "identity document"};
constexpr std::string_view names_fr[] = {"assurance", "contrôle technique", "carte grise",
                                         "permis de conduire", "pièce d'identité"};
constexpr std::string_view statuses[] = {"submitted", "approved", "rejected", "expired",
                                         "withdrawn"};

constexpr std::size_t number_bytes_max = 100;

struct Move {
  DocumentStatus from;
  DocumentStep step;
  DocumentStatus to;
};
constexpr Move moves[] = {
    {DocumentStatus::submitted, DocumentStep::approve, DocumentStatus::approved},
    {DocumentStatus::submitted, DocumentStep::reject, DocumentStatus::rejected},
    {DocumentStatus::submitted, DocumentStep::withdraw, DocumentStatus::withdrawn},
    {DocumentStatus::approved, DocumentStep::reject, DocumentStatus::rejected},
    {DocumentStatus::approved, DocumentStep::withdraw, DocumentStatus::withdrawn},
    {DocumentStatus::approved, DocumentStep::expire, DocumentStatus::expired},
};
// Where each step leads, in the order of the enumerators.
constexpr DocumentStatus targets[] = {DocumentStatus::approved, DocumentStatus::rejected,
                                      DocumentStatus::withdrawn, DocumentStatus::expired};

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

Check check_end(DocumentKind kind, const Document& document) {
  using Limits = std::numeric_limits<std::int32_t>;
  const bool needs_end = kind == DocumentKind::insurance || kind == DocumentKind::inspection ||
                         kind == DocumentKind::licence;
  const auto& end = document.valid_until;
  if (!end) {
    if (needs_end) return Refusal(errors::missing_value).with("field", "valid_until");
    return {};
  }
  // PostgreSQL's infinities are the ends of the range.
  if (*end == Limits::max() || *end == Limits::min())
    return invalid("valid_until", "not a finite date");
  if (*end < document.today) return invalid("valid_until", "in the past");
  return {};
}

}  // namespace

std::string_view to_string(DocumentKind kind) { return word_of(kinds, kind); }

std::string_view to_string(DocumentStatus status) { return word_of(statuses, status); }

std::optional<DocumentKind> parse_document_kind(std::string_view text) {
  return find_word<DocumentKind>(kinds, text);
}

std::optional<DocumentStatus> parse_document_status(std::string_view text) {
  return find_word<DocumentStatus>(statuses, text);
}

std::string_view name_of(DocumentKind kind, std::string_view locale) {
  return word_of(locale == "en" ? names_en : names_fr, kind);
}

bool is_of_vehicle(DocumentKind kind) {
  return kind != DocumentKind::licence && kind != DocumentKind::identity;
}

Result<DocumentKind> check_document(const Document& document) {
  const auto kind = parse_document_kind(document.kind);
  if (!kind) return invalid("kind", "not a kind of document");
  if (is_of_vehicle(*kind) != document.is_of_vehicle)
    return invalid("kind", document.is_of_vehicle ? "not of a vehicle" : "not of a person");
  if (!is_sha256(document.file_sha256))
    return invalid("file_sha256", "not 64 hexadecimal digits in lower case");
  if (document.number && (document.number->empty() || document.number->size() > number_bytes_max))
    return invalid("number", "not between 1 and 100 bytes");
  if (document.file_url && !is_web_address(*document.file_url))
    return invalid("file_url", "not an https address of at most 2000 bytes");
  if (Check end = check_end(*kind, document); !end) return end.refusal();
  return *kind;
}

Result<DocumentStatus> take_step(DocumentStatus from, DocumentStep step) {
  std::vector<std::string_view> allowed;
  for (const Move& move : moves) {
    if (move.from != from) continue;
    if (move.step == step) return move.to;
    allowed.push_back(to_string(move.to));
  }
  return Refusal(errors::invalid_transition)
      .with("from", to_string(from))
      .with("to", to_string(targets[static_cast<std::size_t>(step)]))
      .with_texts("allowed", allowed);
}

}  // namespace socle::freight
