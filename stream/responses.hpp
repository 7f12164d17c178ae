// Answers of HTTP/1.1, one for each connection.
#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::stream {

// An answer with a body; `more` is further header lines, each with its line end.
std::string response(int status, std::string_view type, std::string_view body,
                     std::string_view more = {});
// A refusal as PostgREST shows one: {"code", "message", "details", "hint"}.
std::string refusal_response(const Refusal& refusal, std::string_view more = {});
std::string error_response(int status, std::string_view body, std::string_view more);
std::string error_body(std::string_view code, std::string_view message, std::string_view details,
                       std::string_view hint);
// The head of a stream, whose end is that of the connection.
std::string stream_head(std::string_view more);

// What only the gateway refuses.
extern const ErrorDefinition too_many_streams;
extern const ErrorDefinition gateway_full;
extern const ErrorDefinition gateway_unavailable;
extern const ErrorDefinition no_such_path;
extern const ErrorDefinition method_not_allowed;

}  // namespace socle::stream
