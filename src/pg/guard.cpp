#include "pg/guard.hpp"

#include <new>

#include "pg/answer_headers.hpp"

namespace socle::pg {

namespace {

template <std::size_t N>
void copy_text(char (&target)[N], std::string_view text) noexcept {
  // Cut on a character: half of a UTF-8 sequence would be refused on its way to the client.
  std::size_t length = text.size();
  if (length >= N) {
    length = N - 1;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  text.copy(target, length);
  target[length] = '\0';
}

void describe(const Refused& refused, Report& report) noexcept {
  const ErrorDefinition& definition = refused.refusal().definition();
  const std::string_view s = definition.sqlstate;
  report.sqlstate = MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]);
  report.file = refused.file();
  report.line = refused.line();
  copy_text(report.message, definition.message);
  copy_text(report.hint, definition.hint);
  try {
    std::string detail = refused.refusal().detail();
    // Cut short it would not be JSON any more.
    if (detail.size() >= sizeof report.detail)
      detail = Refusal(definition).with_json("truncated", "true").detail();
    copy_text(report.detail, detail);
  } catch (...) {
    report.detail[0] = '\0';
  }
}

// The body of the answer as MESSAGE; in DETAIL its status and headers, and for everybody else the
// name of the error.
void describe(const RefusedWithHeaders& refused, Report& report) noexcept {
  const Refusal& refusal = refused.refusal();
  const ErrorDefinition& definition = refusal.definition();
  report.sqlstate = MAKE_SQLSTATE('P', 'G', 'R', 'S', 'T');
  report.file = refused.file();
  report.line = refused.line();
  try {
    std::string body = R"({"code":)";
    append_json_string(body, definition.sqlstate);
    body += R"(,"message":)";
    append_json_string(body, definition.message);
    body += R"(,"details":)";
    append_json_string(body, refusal.detail());
    body += R"(,"hint":)";
    append_json_string(body, definition.hint);
    body += '}';
    // Cut short it would not be JSON any more, and the answer another.
    if (body.size() >= sizeof report.message)
      return describe(static_cast<const Refused&>(refused), report);
    copy_text(report.message, body);
    copy_text(report.detail, Refusal(definition)
                                 .with("status", definition.status)
                                 .with_json("headers", refused.headers())
                                 .detail());
  } catch (...) {
    describe(static_cast<const Refused&>(refused), report);
  }
}

}  // namespace

Outcome describe_current_exception(Report& report) noexcept {
  report.sqlstate = ERRCODE_INTERNAL_ERROR;
  report.file = __FILE__;
  report.line = __LINE__;
  report.detail[0] = report.hint[0] = '\0';
  try {
    throw;
  } catch (const Error&) {
    return Outcome::rethrow;
  } catch (const RefusedWithHeaders& refused) {
    describe(refused, report);
  } catch (const Refused& refused) {
    describe(refused, report);
  } catch (const std::bad_alloc&) {
    report.sqlstate = ERRCODE_OUT_OF_MEMORY;
    copy_text(report.message, "out of memory");
  } catch (const std::exception& e) {
    copy_text(report.message, e.what());
  } catch (...) {
    copy_text(report.message, "unknown C++ exception");
  }
  return Outcome::report;
}

void raise(const Report& report) {
  if (errstart(ERROR, nullptr)) {
    errcode(report.sqlstate);
    errmsg_internal("%s", report.message);
    if (report.detail[0] != '\0') errdetail_internal("%s", report.detail);
    if (report.hint[0] != '\0') errhint("%s", report.hint);
    errfinish(report.file, report.line, "socle");
  }
  pg_unreachable();
}

void rethrow() {
  CurrentMemoryContext = ErrorContext;
  pg_re_throw();
}

}  // namespace socle::pg
