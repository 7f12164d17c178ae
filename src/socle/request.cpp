#include "socle/request.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/limits/address.hpp"
#include "domain/trail/headers.hpp"
#include "domain/utf8.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/gateways.hpp"

namespace socle {

namespace {

constinit pg::TextSetting headers{"request.headers", "Headers of the request, set by the gateway.",
                                  "", PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit pg::TextSetting path{"request.path", "Path of the request, set by the gateway.", "",
                               PGC_USERSET, GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE};
constinit pg::IntegerSetting trusted_proxies{
    "socle.trusted_proxies",
    "Proxies before the gateway that append to x-forwarded-for; 0 if clients reach it directly.",
    1,
    0,
    16,
    PGC_SUSET,
    0};

// Whether who set the value last may be believed. The error machinery asks when it can no longer be
// looked up.
constinit bool is_headers_trusted = false;
constinit bool is_path_trusted = false;
// A gateway describes a request once, so that nothing that runs later in it can.
constinit bool is_headers_said = false;
constinit bool is_path_said = false;

constinit bool is_current = false;
constinit Request request;

// Others may set it, for their own use; it is believed of superusers and gateways alone.
const ErrorDefinition* may_describe(GucSource source, bool& is_trusted, bool& is_said,
                                    const char** reason) noexcept {
  const char* const login = pg::setter_name();
  const bool is_said_by_gateway = login != nullptr && source >= PGC_S_INTERACTIVE &&
                                  source != PGC_S_TEST && !pg::is_setter_superuser() &&
                                  is_gateway(login);
  if (is_said_by_gateway && is_said) {
    *reason = "the request of this transaction is described already";
    return &errors::identity_protected;
  }
  is_said = is_said || is_said_by_gateway;
  is_trusted = is_said_by_gateway || pg::is_setter_superuser();
  return nullptr;
}

const ErrorDefinition* may_set_headers(const char*, GucSource source,
                                       const char** reason) noexcept {
  return may_describe(source, is_headers_trusted, is_headers_said, reason);
}
const ErrorDefinition* may_set_path(const char*, GucSource source, const char** reason) noexcept {
  return may_describe(source, is_path_trusted, is_path_said, reason);
}

void forget(const char*) noexcept { is_current = false; }
void keep(const char*) noexcept {}
void end_transaction() noexcept {
  is_headers_said = false;
  is_path_said = false;
}

template <std::size_t Size>
void read(std::string_view name, ShortText<Size>& text) noexcept {
  text.size = trail::copy_header(headers.value, name, text.bytes);
}

}  // namespace

const Request& current_request() noexcept {
  if (is_current) return request;
  request = {};
  is_current = true;
  if (!is_headers_trusted || headers.value == nullptr) return request;
  read("x-request-id", request.id);
  read("user-agent", request.agent);
  const std::string_view address = forwarded_for();
  request.address.size = address.copy(request.address.bytes.data(), request.address.bytes.size());
  return request;
}

std::string_view forwarded_for() noexcept {
  if (!is_headers_trusted || headers.value == nullptr) return {};
  // A client can write as many addresses before the proxy's as it likes.
  static constinit ShortText<65536> list;
  read("x-forwarded-for", list);
  if (list.size > list.bytes.size() - 4) return "unknown";
  return first_bytes(limits::forwarded_address(list.view(), trusted_proxies.value),
                     address_bytes_max);
}

std::string_view request_path() noexcept {
  return is_path_trusted && path.value != nullptr ? path.value : "";
}

void define_request_settings() {
  pg::define_setting(trusted_proxies);
  pg::define_guarded_setting<may_set_headers, forget>(headers);
  pg::define_guarded_setting<may_set_path, keep>(path);
  pg::on_transaction_end<end_transaction>();
}

}  // namespace socle
