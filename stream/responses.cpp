#include "stream/responses.hpp"

namespace socle::stream {
namespace {

std::string_view phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

std::string status_line(int status) {
  return "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(phrase(status)) + "\r\n";
}

constexpr std::string_view common =
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n";

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json += json.back() == '{' ? "" : ",";
  append_json_string(json, name);
  json += ':';
  if (text.empty())
    json += "null";
  else
    append_json_string(json, text);
}

}  // namespace

const ErrorDefinition too_many_streams{
    "too_many_streams",
    "PT429",
    429,
    "this person has too many streams open",
    "trop de flux ouverts pour cette personne",
    "Close one that is no longer needed, such as in another tab.",
    "Fermez-en un qui ne sert plus, par exemple dans un autre onglet."};
const ErrorDefinition gateway_full{"gateway_full",
                                   "PT503",
                                   503,
                                   "the gateway has as many streams as it may have",
                                   "la passerelle a atteint son nombre maximal de flux",
                                   "Try again later.",
                                   "Réessayez plus tard."};
const ErrorDefinition gateway_unavailable{
    "gateway_unavailable",
    "PT503",
    503,
    "the gateway cannot reach the database, or stops",
    "la passerelle ne joint pas la base de données, ou s'arrête",
    "Try again in some seconds.",
    "Réessayez dans quelques secondes."};
const ErrorDefinition no_such_path{"no_such_path",
                                   "PT404",
                                   404,
                                   "there is nothing at this path",
                                   "il n'y a rien à cette adresse",
                                   "The paths are /events, /health and /metrics.",
                                   "Les adresses sont /events, /health et /metrics."};
const ErrorDefinition method_not_allowed{"method_not_allowed",
                                         "PT405",
                                         405,
                                         "only GET is possible here",
                                         "seul GET est possible ici",
                                         "Use GET.",
                                         "Utilisez GET."};

std::string response(int status, std::string_view type, std::string_view body,
                     std::string_view more) {
  std::string text = status_line(status);
  text.append(common).append(more);
  if (status != 204) {
    text.append("Content-Type: ").append(type).append("\r\nContent-Length: ");
    text.append(std::to_string(body.size())).append("\r\n");
  }
  return text.append("\r\n").append(body);
}

std::string error_body(std::string_view code, std::string_view message, std::string_view details,
                       std::string_view hint) {
  std::string json = "{";
  append_member(json, "code", code);
  append_member(json, "message", message);
  append_member(json, "details", details);
  append_member(json, "hint", hint);
  return json + '}';
}

std::string error_response(int status, std::string_view body, std::string_view more) {
  std::string lines(more);
  if (status == 401) lines += "WWW-Authenticate: Bearer\r\n";
  if (status == 503 || status == 429) lines += "Retry-After: 5\r\n";
  if (status == 405) lines += "Allow: GET, OPTIONS\r\n";
  return response(status, "application/json; charset=utf-8", body, lines);
}

std::string refusal_response(const Refusal& refusal, std::string_view more) {
  const ErrorDefinition& definition = refusal.definition();
  return error_response(
      definition.status,
      error_body(definition.sqlstate, definition.message, refusal.detail(), definition.hint), more);
}

std::string stream_head(std::string_view more) {
  // A proxy in between must not collect what comes before it passes it on.
  return status_line(200)
      .append(common)
      .append("Content-Type: text/event-stream; charset=utf-8\r\nX-Accel-Buffering: no\r\n")
      .append(more)
      .append("\r\n");
}

}  // namespace socle::stream
