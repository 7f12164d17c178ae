// Every type goes in as an argument, through a statement as a parameter and a column, and out
// again.
#include "pg/spi.hpp"

namespace socle::test {

namespace {

template <class T>
constinit pg::Statement<T> give_back{"select $1"};

template <class T>
std::optional<T> pass(const std::optional<T>& value) {
  pg::Spi spi;
  return std::get<0>(spi.row<std::optional<T>>(give_back<T>, value).value());
}

// NULL is not welcome.
std::int64_t need(std::int64_t number, const std::string& text) {
  return number + static_cast<std::int64_t>(text.size());
}
std::int64_t need_all(const std::vector<std::int64_t>& numbers) {
  std::int64_t sum = 0;
  for (const std::int64_t number : numbers) sum += number;
  return sum;
}

// Text as a program may have made it.
std::string text_of_bytes(const std::vector<std::int64_t>& bytes) {
  std::string text;
  for (const std::int64_t byte : bytes) text += static_cast<char>(byte);
  return text;
}
pg::Json json_of_text(const std::string& text) { return {text}; }
pg::Json json_of_bytes(const std::vector<std::int64_t>& bytes) { return {text_of_bytes(bytes)}; }
pg::Numeric numeric_of_text(const std::string& text) { return {text}; }

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_pass_bool, socle::test::pass<bool>);
SOCLE_EXPORT(test_pass_int4, socle::test::pass<std::int32_t>);
SOCLE_EXPORT(test_pass_int8, socle::test::pass<std::int64_t>);
SOCLE_EXPORT(test_pass_float8, socle::test::pass<double>);
SOCLE_EXPORT(test_pass_text, socle::test::pass<std::string>);
SOCLE_EXPORT(test_pass_uuid, socle::test::pass<socle::Uuid>);
SOCLE_EXPORT(test_pass_numeric, socle::test::pass<socle::pg::Numeric>);
SOCLE_EXPORT(test_pass_timestamptz, socle::test::pass<socle::pg::Timestamp>);
SOCLE_EXPORT(test_pass_date, socle::test::pass<socle::pg::Date>);
SOCLE_EXPORT(test_pass_jsonb, socle::test::pass<socle::pg::Json>);
SOCLE_EXPORT(test_pass_oid, socle::test::pass<socle::pg::ObjectId>);
SOCLE_EXPORT(test_pass_uuids, socle::test::pass<std::vector<socle::Uuid>>);
SOCLE_EXPORT(test_pass_int8s, socle::test::pass<std::vector<std::int64_t>>);
SOCLE_EXPORT(test_pass_texts, socle::test::pass<std::vector<std::string>>);
SOCLE_EXPORT(test_need, socle::test::need);
SOCLE_EXPORT(test_need_all, socle::test::need_all);
SOCLE_EXPORT(test_text_of_bytes, socle::test::text_of_bytes);
SOCLE_EXPORT(test_json_of_text, socle::test::json_of_text);
SOCLE_EXPORT(test_json_of_bytes, socle::test::json_of_bytes);
SOCLE_EXPORT(test_numeric_of_text, socle::test::numeric_of_text);
