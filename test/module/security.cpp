// Acting as another role.
#include "pg/security.hpp"
#include "pg/subtransaction.hpp"

namespace socle::test {

namespace {

constinit pg::Statement<> who{"select current_user::text"};
std::string current_user() {
  pg::Spi spi;
  return std::get<0>(spi.row<std::string>(who).value());
}

void run(const std::string& sql) {
  pg::Spi spi;
  spi.script(sql);
}

// Who runs what stands before, inside and after.
std::vector<std::string> as_role(const std::string& role, const std::string& sql) {
  std::vector<std::string> users{current_user()};
  {
    const pg::AsRole as(pg::find_role(role.c_str()));
    users.push_back(current_user());
    run(sql);
  }
  users.push_back(current_user());
  return users;
}

// The same around an error that is survived: inside the attempt, and with the attempt inside.
std::vector<std::string> as_role_in_attempt(const std::string& role, const std::string& sql) {
  std::vector<std::string> users;
  const auto failure = pg::attempt([&] {
    const pg::AsRole as(pg::find_role(role.c_str()));
    run(sql);
  });
  users.push_back(failure ? failure->sqlstate : "fine");
  users.push_back(current_user());
  {
    const pg::AsRole as(pg::find_role(role.c_str()));
    pg::attempt([&] { run(sql); });
    users.push_back(current_user());
  }
  users.push_back(current_user());
  return users;
}

constinit pg::Statement<> count_secrets{"select count(*) from test.secrets"};
std::int64_t secrets() {
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::int64_t>(count_secrets).value());
}

std::vector<std::string> roles() {
  return {pg::name_of_role(pg::session_role()), pg::name_of_role(pg::client_role()),
          current_user()};
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_as_role, socle::test::as_role);
SOCLE_EXPORT(test_as_role_in_attempt, socle::test::as_role_in_attempt);
SOCLE_EXPORT(test_secrets, socle::test::secrets);
SOCLE_EXPORT(test_roles, socle::test::roles);
