// The C++ side of a SQL function, as its library exports it.
#include "pg/function.hpp"

namespace socle::test {

namespace {

// "uuid(text, boolean)"; nothing if this function of the library describes itself by no signature.
std::optional<std::string> signature(const std::string& library, const std::string& symbol) {
  const char* const file = library.c_str();
  const std::string name = symbol + "_signature";
  const char* const wanted = name.c_str();
  const auto* const found = static_cast<const pg::Signature*>(pg::call([&] {
    void* handle = nullptr;
    return load_external_function(file, wanted, false, &handle);
  }));
  if (found == nullptr) return std::nullopt;
  const auto name_of = [](Oid type) {
    return std::string(pg::call([&] { return format_type_be(type); }));
  };
  std::string text = name_of(found->result) + "(";
  for (int i = 0; i < found->count; ++i)
    text += (i == 0 ? "" : ", ") + name_of(found->arguments[static_cast<std::size_t>(i)]);
  return text + ")";
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_signature, socle::test::signature);
